/**
 * A subscriber from its options to its close. Entries: {@link SubscriberBuilder}, {@link RunningSubscriber}.
 *
 * <p>The builder is confined to its caller. The running subscriber is thread-safe: the connection's thread delivers
 * messages and calls the key function, handlers run on their own threads, and periodic tasks run on two maintenance
 * threads.
 */
@NullMarked
package dev.latido.idempotency.internal.subscriber;

import org.jspecify.annotations.NullMarked;
