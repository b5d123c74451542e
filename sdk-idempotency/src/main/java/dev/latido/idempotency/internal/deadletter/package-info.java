/**
 * Stores messages that could not be handled as dead letters ({@link DeadLetterPublisher}), and shows and replays them
 * ({@link SubscribedDeadLetterBox}).
 *
 * <p>Publishing waits for the PUBACK without a thread. The box is thread-safe: the connection's thread adds dead
 * letters, the application's threads remove them.
 */
@NullMarked
package dev.latido.idempotency.internal.deadletter;

import org.jspecify.annotations.NullMarked;
