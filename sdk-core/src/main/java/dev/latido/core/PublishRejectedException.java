package dev.latido.core;

import org.jspecify.annotations.Nullable;

/**
 * The broker permanently rejected a message: with the reason code of its PUBACK or PUBREC (MQTT 5, section 3.4.2.1), or
 * by ending the connection whenever the message is sent ({@link ResilientPublisher.Builder#suspectAfter}).
 */
public final class PublishRejectedException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    private final int reasonCode;
    private final boolean endedConnection;

    /**
     * Creates the failure of a rejected message.
     *
     * @param message the message
     * @param reasonCode the reason code of the PUBACK or PUBREC
     * @param reason the reason in words
     * @param cause the MQTT client's own exception, or {@code null}
     */
    public PublishRejectedException(OutboxMessage message, int reasonCode, String reason, @Nullable Throwable cause) {
        this(
                message,
                reasonCode,
                false,
                "the broker rejects messages on " + message.topic() + ": " + reason + " (" + reasonCode + ")",
                cause);
    }

    private PublishRejectedException(
            OutboxMessage message, int reasonCode, boolean endedConnection, String words, @Nullable Throwable cause) {
        super(message.id(), message.topic(), words, cause);
        this.reasonCode = reasonCode;
        this.endedConnection = endedConnection;
    }

    /**
     * Creates the failure of a message at which the broker ends the connection.
     *
     * @param message the message
     * @param reasonCode the reason code of the broker's DISCONNECT, 128 (unspecified error) if there was none
     * @param findings how that was found, and how the last session ended
     * @param cause the end of the last session, or {@code null}
     * @return the exception
     */
    public static PublishRejectedException endingTheConnection(
            OutboxMessage message, int reasonCode, String findings, @Nullable Throwable cause) {
        return new PublishRejectedException(
                message,
                reasonCode,
                true,
                "message on " + message.topic() + " with a payload of " + message.payload().length + " bytes: "
                        + findings + ". Check the broker's size limits and what it allows on this topic",
                cause);
    }

    /**
     * Returns whether the broker ended the connection at this message instead of rejecting it.
     *
     * @return true if it was rejected because of that
     */
    public boolean endedConnection() {
        return endedConnection;
    }

    /**
     * Returns the reason code of the PUBACK or PUBREC, such as 135 for not authorised. If the broker ended the
     * connection, it is the code of its DISCONNECT, or 128 if there was none.
     *
     * @return the code
     */
    public int reasonCode() {
        return reasonCode;
    }
}
