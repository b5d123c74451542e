/**
 * Messages that could not be handled, published as dead letters ({@link DeadLetterPublisher}), and the box that shows and
 * replays them ({@link SubscribedDeadLetterBox}).
 *
 * <p>Publishing waits for PUBACK without a thread; the box is thread-safe.
 */
@NullMarked
package dev.latido.idempotency.internal.deadletter;

import org.jspecify.annotations.NullMarked;
