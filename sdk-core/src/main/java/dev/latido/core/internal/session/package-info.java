/**
 * One network connection to a broker, from CONNECT to its end, with its own client object. The only room that imports
 * the HiveMQ client, Netty and RxJava: other rooms see {@link BrokerSession}, {@link SendingSession} and the exceptions
 * to which the adapters translate the client's. Entry: {@link BrokerSession}.
 *
 * <p>Methods return at once. Messages and outcomes arrive on the executor that the session is given, messages in order.
 */
@NullMarked
package dev.latido.core.internal.session;

import org.jspecify.annotations.NullMarked;
