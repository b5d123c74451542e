package dev.latido.core;

/**
 * The publisher was closed before the broker acknowledged a message, and its outbox was in memory. The message may or
 * may not have arrived, and is not sent again. With a durable outbox the failure is {@link LeftInStoreException}
 * instead.
 */
public final class NotAcknowledgedException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a message without an acknowledgement.
     *
     * @param message the message
     */
    public NotAcknowledgedException(OutboxMessage message) {
        super(
                message.id(),
                message.topic(),
                "message " + message.id() + " was not acknowledged before its publisher was closed",
                null);
    }
}
