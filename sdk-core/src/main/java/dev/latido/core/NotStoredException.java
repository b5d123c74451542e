package dev.latido.core;

import org.jspecify.annotations.Nullable;

/**
 * The outbox did not take a message, so it is not sent: the disk is full or fails, or the outbox is closed. The
 * {@linkplain #getCause() cause} is what the outbox reported, usually an {@link OutboxException}.
 */
public class NotStoredException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a message that an outbox could not store.
     *
     * @param message the message
     * @param cause what the outbox reported
     */
    public NotStoredException(OutboxMessage message, Throwable cause) {
        this(message, "message " + message.id() + " was not stored: " + cause.getMessage(), cause);
    }

    NotStoredException(OutboxMessage message, String problem, @Nullable Throwable cause) {
        super(message.id(), message.topic(), problem, cause);
    }
}
