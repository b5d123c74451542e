/** Tests of the simulated devices. */
@NullMarked
package dev.latido.testkit.simulator;

import org.jspecify.annotations.NullMarked;
