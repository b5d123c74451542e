/**
 * One network connection to a broker, from CONNECT to its end, over a client object of its own. The only room that knows
 * the HiveMQ client, Netty and RxJava: others see {@link MqttClientAdapter} and exceptions of this room. Entry: {@link
 * BrokerSession}.
 *
 * <p>Calls return at once. What comes from the broker arrives on the SDK's threads, in order.
 */
@NullMarked
package dev.latido.core.internal.session;

import org.jspecify.annotations.NullMarked;
