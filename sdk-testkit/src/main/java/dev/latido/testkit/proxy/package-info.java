/**
 * A TCP proxy that understands MQTT 5 and 3.1.1 packets and breaks connections on request: cut, reset, half-open,
 * slow, and packets lost, duplicated, redelivered, reordered or answered in the broker's place. Start at
 * {@link dev.latido.testkit.proxy.FaultProxy}.
 */
@NullMarked
package dev.latido.testkit.proxy;

import org.jspecify.annotations.NullMarked;
