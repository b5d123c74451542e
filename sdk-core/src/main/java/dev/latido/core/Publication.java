package dev.latido.core;

import java.util.concurrent.CompletableFuture;

/**
 * What becomes of one published message. Thread-safe.
 *
 * <p>The futures complete on a thread of the SDK; dependents that block belong on an executor of the caller's
 * ({@code whenCompleteAsync(…, executor)}). Completing or cancelling them has no effect; {@code orTimeout} gives a copy that
 * may time out by itself. Nothing of it changes what becomes of the message.
 */
public interface Publication {

    /**
     * The id under which the message travels, however often it is sent.
     *
     * @return the message id
     */
    String id();

    /**
     * Completes when the outbox has the message: in memory at once, in a durable outbox when it is on the disk.
     *
     * <p>Exceptionally with {@link OutboxFullException} when it did not fit, {@link OutboxException} when it could not be
     * stored.
     *
     * @return the future
     */
    CompletableFuture<Void> stored();

    /**
     * Completes when the broker has taken responsibility for the message: with PUBACK (MQTT 5, section 3.4), with PUBCOMP
     * for QoS 2. For QoS 0 it completes when the message is written, and {@link Acknowledgement#byBroker()} is false.
     *
     * <p>Exceptionally with
     *
     * <ul>
     *   <li>{@link OutboxFullException} or {@link OutboxException} when it was not stored,
     *   <li>{@link PublishRejectedException} or {@link PayloadTooLargeException} when the broker will not have it,
     *   <li>{@link MessageExpiredException} when it waited too long,
     *   <li>{@link MessageDroppedException} when it made room for newer ones,
     *   <li>{@link LeftInStoreException} when the publisher was closed before, and the durable outbox keeps it,
     *   <li>{@link NotAcknowledgedException} when the publisher was closed before, and the outbox was in memory.
     * </ul>
     *
     * @return the future
     */
    CompletableFuture<Acknowledgement> acknowledged();
}
