package dev.latido.core;

import java.time.Duration;

/**
 * Listener for the outcomes of a publisher's messages, for metrics and dead letters. By default, all methods do
 * nothing.
 *
 * <p>Every message that was {@link #published} has exactly one outcome: {@link #acknowledged}, {@link #rejected},
 * {@link #dropped}, {@link #expired}, {@link #leftInStore}, {@link #lost} or, if a durable outbox could not store it
 * after all, {@link #notStored}. A message that did not enter the outbox is reported by {@link #notStored} alone.
 * Messages that an earlier process left in a durable outbox have an outcome without having been published. Listeners
 * are called before the {@link Publication}'s future completes.
 *
 * <p><b>Threads.</b> Methods are called on the thread that causes the event: the thread of {@code publish} for
 * published, not stored and dropped messages, the thread of {@code close} for the last ones, and a thread of the SDK
 * for the rest. Calls may be concurrent, and {@code acknowledged} may even overtake {@code published}. Return at once:
 * a listener that blocks delays acknowledgements, so pass dead letters for a database to an executor. Exceptions are
 * logged and affect neither the message nor other listeners.
 */
public interface PublisherListener {

    /**
     * Called once, before any other method, by {@code build()}, which rethrows an exception of this method.
     *
     * @param connection the connection of the publisher
     * @param publisher the publisher
     */
    default void started(MqttConnection connection, ResilientPublisher publisher) {}

    /** Called when the connection has a session again after one was lost. */
    default void reconnected() {}

    /**
     * Called when a message has entered the outbox.
     *
     * @param message the message
     */
    default void published(OutboxMessage message) {}

    /**
     * Called when a message has not entered the outbox, or could not be stored.
     *
     * @param message the message; its sequence may be that of another one
     * @param reason the failure, {@link OutboxFullException} if there was no room
     */
    default void notStored(OutboxMessage message, NotStoredException reason) {}

    /**
     * Called when the broker has confirmed the message, or, with QoS 0, when it was written to the connection.
     *
     * @param message the message
     * @param acknowledgement the acknowledgement with the reason code
     * @param latency the time since {@code publish}; for messages of an earlier process by the system's clock
     */
    default void acknowledged(OutboxMessage message, Acknowledgement acknowledgement, Duration latency) {}

    /**
     * Called when the broker has rejected the message temporarily; it is sent again on the same connection.
     *
     * @param message the message
     * @param reasonCode the reason code, such as 151 for quota exceeded
     * @param delay the minimum time until it is sent again
     */
    default void retried(OutboxMessage message, int reasonCode, Duration delay) {}

    /**
     * Called when the broker has permanently rejected a message, which is now a dead letter. The message has left the
     * outbox; store it here if you need to keep it.
     *
     * @param message the message with its payload
     * @param reason {@link PublishRejectedException} with the reason code, also if the broker ends the connection at this
     *     message, or {@link PayloadTooLargeException} if it does not fit into the broker's largest packet
     */
    default void rejected(OutboxMessage message, PublishFailedException reason) {}

    /**
     * Called when the message was dropped to make room for a newer one, see {@link Overflow#DROP_OLDEST}.
     *
     * @param message the message
     */
    default void dropped(OutboxMessage message) {}

    /**
     * Called when the message has expired.
     *
     * @param message the message
     */
    default void expired(OutboxMessage message) {}

    /**
     * Called when the publisher was closed before the acknowledgement and the durable outbox keeps the message for the
     * next start. Not called for messages that an earlier process had left there.
     *
     * @param message the message
     */
    default void leftInStore(OutboxMessage message) {}

    /**
     * Called when the publisher was closed before the acknowledgement and its outbox was in memory.
     *
     * @param message the message
     */
    default void lost(OutboxMessage message) {}

    /** Called when the publisher is closed. Only calls in progress may still follow. */
    default void closed() {}
}
