/** How the probe listens, compares and reports. Not API. */
@NullMarked
package dev.latido.testkit.probe.internal;

import org.jspecify.annotations.NullMarked;
