/** Simulated devices that publish through Latido, for integration suites. */
@NullMarked
package dev.latido.testkit.simulator;

import org.jspecify.annotations.NullMarked;
