package dev.latido.core;

import dev.latido.LatidoException;
import dev.latido.topics.Topic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The broker will not have a message, now or later (PUBACK with a lasting reason code, MQTT 5, section 3.4.2.1). */
public final class PublishRejectedException extends LatidoException {

    private static final long serialVersionUID = 1L;

    private final transient Topic topic;
    private final int reasonCode;

    /**
     * A rejected message.
     *
     * @param topic where it was to go
     * @param reasonCode the reason code of the PUBACK
     * @param reason the reason in words
     * @param cause the client's own exception, or {@code null}
     */
    public PublishRejectedException(Topic topic, int reasonCode, String reason, @Nullable Throwable cause) {
        super("the broker rejects messages on " + topic + ": " + reason + " (" + reasonCode + ")", cause);
        this.topic = Objects.requireNonNull(topic, "topic must not be null");
        this.reasonCode = reasonCode;
    }

    /**
     * Where the message was to go.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }

    /**
     * The reason code of the PUBACK, such as 135 for not authorised.
     *
     * @return the code
     */
    public int reasonCode() {
        return reasonCode;
    }
}
