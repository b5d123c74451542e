package dev.latido.idempotency;

import dev.latido.topics.Topic;
import dev.latido.topics.template.TopicMapper;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message as a handler gets it. Immutable if its value is.
 *
 * @param <T> the value's type
 */
public interface Message<T> {

    /**
     * The id under which duplicates are recognised.
     *
     * @return the message id
     */
    String id();

    /**
     * Where it was published.
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
     * Its topic as a record, for a hierarchy of one's own.
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
     * What it says.
     *
     * @return the value
     */
    T value();

    /**
     * The how-manieth attempt to handle it this is.
     *
     * @return 1 for the first
     */
    int attempt();

    /**
     * Whether the broker kept it as the topic's last value and it was published before the subscription.
     *
     * @return true if retained
     */
    boolean retained();

    /**
     * Its MQTT 5 user properties.
     *
     * @return names and values in order
     */
    List<Map.Entry<String, String>> userProperties();
}
