/** Tests of the probe. */
@NullMarked
package dev.latido.testkit.probe;

import org.jspecify.annotations.NullMarked;
