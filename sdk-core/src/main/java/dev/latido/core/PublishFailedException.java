package dev.latido.core;

import dev.latido.LatidoException;
import dev.latido.topics.Topic;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Root of the failures of a published message. The futures of a {@link Publication} end exceptionally with a subtype of
 * this class and with nothing else; a {@link PublisherListener} receives the same exception:
 *
 * <ul>
 *   <li>{@link NotStoredException}: the outbox did not take the message, {@link OutboxFullException} for lack of room;
 *   <li>{@link PublishRejectedException} and {@link PayloadTooLargeException}: the broker does not accept it;
 *   <li>{@link MessageExpiredException}: it waited too long;
 *   <li>{@link MessageDroppedException}: it made room for newer messages;
 *   <li>{@link LeftInStoreException} and {@link NotAcknowledgedException}: the publisher was closed first.
 * </ul>
 */
public abstract class PublishFailedException extends LatidoException {

    private static final long serialVersionUID = 1L;

    private final String messageId;
    private final transient Topic topic;

    PublishFailedException(String messageId, Topic topic, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.messageId = Objects.requireNonNull(messageId, "messageId must not be null");
        this.topic = Objects.requireNonNull(topic, "topic must not be null");
    }

    /**
     * Returns the id of the message, the same as {@link Publication#id()}.
     *
     * @return the message id
     */
    public String messageId() {
        return messageId;
    }

    /**
     * Returns the topic of the message.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }
}
