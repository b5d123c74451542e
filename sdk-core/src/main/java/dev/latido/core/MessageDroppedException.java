package dev.latido.core;

/** A message was dropped to make room for newer ones, as {@link Overflow#DROP_OLDEST} asks for. */
public final class MessageDroppedException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a dropped message.
     *
     * @param message the message
     */
    public MessageDroppedException(OutboxMessage message) {
        super(
                message.id(),
                message.topic(),
                "message " + message.id()
                        + " was dropped to make room for newer ones; publish less, or give the outbox more room",
                null);
    }
}
