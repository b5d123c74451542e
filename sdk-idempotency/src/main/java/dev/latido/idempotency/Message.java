package dev.latido.idempotency;

import dev.latido.topics.Topic;
import dev.latido.topics.template.TopicMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message that is passed to a handler. Immutable if its value is.
 *
 * @param <T> the value's type
 */
public interface Message<T> {

    /**
     * Returns the id by which duplicates are recognised, together with the {@linkplain #topic() topic} unless the id is
     * {@linkplain IdSource unique} without it. A unique key of your own tables needs the topic, too, if producers may use
     * the same ids.
     *
     * @return the message id
     */
    String id();

    /**
     * Returns the topic on which the message was published.
     *
     * @return the topic
     */
    Topic topic();

    /**
     * Returns the time at which the producer created the message, by the producer's clock.
     *
     * @return the time, empty if neither the payload nor the user properties have one
     */
    Optional<Instant> time();

    /**
     * Returns the topic as a record, for your own hierarchy.
     *
     * @param mapper the record's mapper
     * @param <R> the record
     * @return the record
     * @throws dev.latido.topics.InvalidTopicException if no record has this topic
     */
    default <R extends Record> R topic(TopicMapper<R> mapper) {
        return Objects.requireNonNull(mapper, "mapper must not be null").parse(topic());
    }

    /**
     * Returns the decoded payload.
     *
     * @return the value
     */
    T value();

    /**
     * Returns the number of this attempt to handle the message.
     *
     * @return 1 for the first
     */
    int attempt();

    /**
     * Returns whether the broker had retained the message before the subscription.
     *
     * @return true if retained
     */
    boolean retained();

    /**
     * Returns the MQTT 5 user properties; none over MQTT 3.1.1.
     *
     * @return names and values in order
     */
    List<Map.Entry<String, String>> userProperties();
}
