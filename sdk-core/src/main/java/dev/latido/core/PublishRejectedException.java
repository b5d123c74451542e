package dev.latido.core;

import org.jspecify.annotations.Nullable;

/** The broker permanently rejected a message (PUBACK or PUBREC with such a reason code, MQTT 5, section 3.4.2.1). */
public final class PublishRejectedException extends PublishFailedException {

    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    /**
     * Creates the failure of a rejected message.
     *
     * @param message the message
     * @param reasonCode the reason code of the PUBACK or PUBREC
     * @param reason the reason in words
     * @param cause the MQTT client's own exception, or {@code null}
     */
    public PublishRejectedException(OutboxMessage message, int reasonCode, String reason, @Nullable Throwable cause) {
        super(
                message.id(),
                message.topic(),
                "the broker rejects messages on " + message.topic() + ": " + reason + " (" + reasonCode + ")",
                cause);
        this.reasonCode = reasonCode;
    }

    /**
     * Returns the reason code of the PUBACK or PUBREC, such as 135 for not authorised.
     *
     * @return the code
     */
    public int reasonCode() {
        return reasonCode;
    }
}
