package dev.latido.core;

/**
 * The publisher was closed before the broker acknowledged a message. The message is not lost: the durable outbox keeps
 * it, and the next publisher over the same outbox sends it with the same id.
 */
public final class LeftInStoreException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a message that stays in the outbox until the next start.
     *
     * @param message the message
     */
    public LeftInStoreException(OutboxMessage message) {
        super(
                message.id(),
                message.topic(),
                "message " + message.id()
                        + " was not acknowledged before its publisher was closed; it is in the store and will be"
                        + " sent at the next start",
                null);
    }
}
