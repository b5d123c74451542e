/** Brokers, certificates and faults for tests of MQTT code. */
@NullMarked
package dev.latido.testkit;

import org.jspecify.annotations.NullMarked;
