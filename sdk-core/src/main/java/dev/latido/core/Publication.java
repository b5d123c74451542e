package dev.latido.core;

import java.util.concurrent.CompletableFuture;

/**
 * A published message on its way to its outcome. {@code toString()} names its id and topic. Thread-safe.
 *
 * <p>The futures complete on a thread of the SDK; run dependents that block on your own executor ({@code
 * whenCompleteAsync(…, executor)}). Completing or cancelling the futures has no effect; {@code orTimeout} returns a
 * copy that can time out. None of these calls affects the message.
 *
 * <p>Both futures fail with a {@link PublishFailedException} only, which names the message and its topic.
 */
public interface Publication {

    /**
     * Returns the message id, which is the same however often the message is sent.
     *
     * @return the message id
     */
    String id();

    /**
     * Completes when the outbox has stored the message: at once in memory, in a durable outbox when it is on the disk.
     *
     * <p>It fails with {@link OutboxFullException} if the message did not fit, and with {@link NotStoredException} if
     * it could not be stored. A message whose outcome is a failure before it is stored fails this future with that
     * outcome.
     *
     * @return the future
     */
    CompletableFuture<Void> stored();

    /**
     * Completes when the broker has taken responsibility for the message: with PUBACK (MQTT 5, section 3.4), or PUBCOMP
     * for QoS 2. For QoS 0 it completes when the message is written, and {@link Acknowledgement#byBroker()} is false.
     *
     * <p>It fails with
     *
     * <ul>
     *   <li>{@link OutboxFullException} or {@link NotStoredException} if the message was not stored,
     *   <li>{@link PublishRejectedException} or {@link PayloadTooLargeException} if the broker permanently rejects it,
     *   <li>{@link MessageExpiredException} if it waited too long,
     *   <li>{@link MessageDroppedException} if it was dropped to make room for newer messages,
     *   <li>{@link LeftInStoreException} if the publisher was closed before, and the durable outbox keeps the message,
     *   <li>{@link NotAcknowledgedException} if the publisher was closed before, and the outbox was in memory.
     * </ul>
     *
     * @return the future
     */
    CompletableFuture<Acknowledgement> acknowledged();
}
