package dev.latido.idempotency;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message that could not be handled. Immutable, except for the payload's array.
 *
 * @param topic the topic on which the message was published
 * @param payload the unchanged payload; a copy, which the caller may change
 * @param group the group that could not handle the message
 * @param id the message id; empty if the message has none that can be read
 * @param reason why the message became a dead letter
 * @param attempts the number of attempts, including those that ended in a crash
 * @param userProperties the MQTT 5 user properties, in order
 * @param cause the failure of the last attempt; empty if no attempt failed, and in dead letters that were received
 */
public record DeadLetter(
        Topic topic,
        byte[] payload,
        String group,
        Optional<String> id,
        String reason,
        int attempts,
        List<Map.Entry<String, String>> userProperties,
        Optional<Throwable> cause) {

    /**
     * Checks that no component is null.
     *
     * @param topic the topic on which the message was published
     * @param payload the unchanged payload
     * @param group the group that could not handle the message
     * @param id the message id; empty if the message has none that can be read
     * @param reason why the message became a dead letter
     * @param attempts the number of attempts, including those that ended in a crash
     * @param userProperties the MQTT 5 user properties, in order
     * @param cause the failure of the last attempt; empty if no attempt failed, and in dead letters that were received
     */
    public DeadLetter {
        Objects.requireNonNull(topic, "topic must not be null");
        Objects.requireNonNull(payload, "payload must not be null");
        Objects.requireNonNull(group, "group must not be null");
        Objects.requireNonNull(id, "id must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
        userProperties = List.copyOf(Objects.requireNonNull(userProperties, "userProperties must not be null"));
        Objects.requireNonNull(cause, "cause must not be null");
    }

    /**
     * Creates a dead letter without the failure of the last attempt.
     *
     * @param topic the topic on which the message was published
     * @param payload the unchanged payload
     * @param group the group that could not handle the message
     * @param id the message id; empty if the message has none that can be read
     * @param reason why the message became a dead letter
     * @param attempts the number of attempts, including those that ended in a crash
     * @param userProperties the MQTT 5 user properties, in order
     */
    public DeadLetter(
            Topic topic,
            byte[] payload,
            String group,
            Optional<String> id,
            String reason,
            int attempts,
            List<Map.Entry<String, String>> userProperties) {
        this(topic, payload, group, id, reason, attempts, userProperties, Optional.empty());
    }

    /** Leaves out the payload, which may be confidential. */
    @Override
    public String toString() {
        return "DeadLetter[" + id.orElse("no id") + " on " + topic + " after " + attempts + ": " + reason + "]";
    }
}
