/** Tests of how the probe listens, compares and reports. */
@NullMarked
package dev.latido.testkit.probe.internal;

import org.jspecify.annotations.NullMarked;
