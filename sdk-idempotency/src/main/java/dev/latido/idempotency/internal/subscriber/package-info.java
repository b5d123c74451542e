/**
 * A subscriber from its options to its end. Entries: {@link SubscriberBuilder}, {@link RunningSubscriber}.
 *
 * <p>Thread-safe; user code runs on the threads of the handlers only.
 */
@NullMarked
package dev.latido.idempotency.internal.subscriber;

import org.jspecify.annotations.NullMarked;
