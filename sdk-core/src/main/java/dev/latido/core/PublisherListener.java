package dev.latido.core;

import java.time.Duration;

/**
 * Hears what becomes of each message of a publisher, for metrics and for dead letters. All methods do nothing unless
 * overridden.
 *
 * <p>Every message that was {@link #published} ends in one of {@link #acknowledged}, {@link #rejected}, {@link #dropped},
 * {@link #expired}, {@link #leftInStore}, {@link #lost} and, if a durable outbox fails to store it after all, {@link
 * #notStored}; one that did not get into the outbox in {@link #notStored} alone. Messages that an earlier process left in
 * a durable outbox have an end without having been published. Listeners hear of an end before the {@link Publication}'s
 * future completes.
 *
 * <p><b>Threads.</b> Calls come on the thread on which it happens: that of {@code publish} for published, not stored and
 * dropped messages, that of {@code close} for the last ones, one of the SDK's for the rest. Several may come at a time, so
 * that {@code acknowledged} may even overtake {@code published}. They must return at once: a listener that waits holds up
 * acknowledgements, so whoever writes dead letters to a database hands them to an executor. What a listener throws is
 * logged, and changes nothing for the message or for other listeners.
 */
public interface PublisherListener {

    /**
     * The publisher this listener was given to begins. Called once, before any other method, by {@code build()}, which
     * throws what this throws.
     *
     * @param connection what it publishes through
     * @param publisher the publisher
     */
    default void started(MqttConnection connection, ResilientPublisher publisher) {}

    /** The connection is in session again after one was lost. */
    default void reconnected() {}

    /**
     * The outbox has taken a message.
     *
     * @param message the message
     */
    default void published(OutboxMessage message) {}

    /**
     * The outbox has not taken a message, or could not store it.
     *
     * @param message the message; its sequence may be that of another one
     * @param reason {@link OutboxFullException} if there was no room
     */
    default void notStored(OutboxMessage message, NotStoredException reason) {}

    /**
     * The broker has the message, or, with QoS 0, it was written to the connection.
     *
     * @param message the message
     * @param acknowledgement with the reason code
     * @param latency since {@code publish}; for messages of an earlier process by the system's clock
     */
    default void acknowledged(OutboxMessage message, Acknowledgement acknowledgement, Duration latency) {}

    /**
     * The broker could not take the message just now; it is sent again on the same connection.
     *
     * @param message the message
     * @param reasonCode why, such as 151 for quota exceeded
     * @param delay when it is sent again at the earliest
     */
    default void retried(OutboxMessage message, int reasonCode, Duration delay) {}

    /**
     * The broker will not have the message, ever: a dead letter. It has left the outbox; who wants to keep it does so
     * here.
     *
     * @param message the message with its payload
     * @param reason {@link PublishRejectedException} with the reason code, or {@link PayloadTooLargeException} if it is
     *     over what the broker takes
     */
    default void rejected(OutboxMessage message, PublishFailedException reason) {}

    /**
     * The message made room for a newer one, by {@link Overflow#DROP_OLDEST}.
     *
     * @param message the message
     */
    default void dropped(OutboxMessage message) {}

    /**
     * The message waited too long.
     *
     * @param message the message
     */
    default void expired(OutboxMessage message) {}

    /**
     * The publisher was closed before the acknowledgement; the durable outbox has the message for the next start. Not
     * called for what an earlier process had left there already.
     *
     * @param message the message
     */
    default void leftInStore(OutboxMessage message) {}

    /**
     * The publisher was closed before the acknowledgement, and its outbox was in memory.
     *
     * @param message the message
     */
    default void lost(OutboxMessage message) {}

    /** The publisher is closed; no further calls but those that are under way. */
    default void closed() {}
}
