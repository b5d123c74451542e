/** How the simulated devices are planned and run. Not API. */
@NullMarked
package dev.latido.testkit.simulator.internal;

import org.jspecify.annotations.NullMarked;
