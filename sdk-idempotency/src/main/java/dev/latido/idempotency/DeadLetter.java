package dev.latido.idempotency;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message that was given up. Immutable.
 *
 * @param topic where it was published
 * @param payload its bytes as they came; a copy that is the receiver's
 * @param group the group that gave it up
 * @param id its message id; empty if it could not be read
 * @param reason why it was given up
 * @param attempts how often it was tried, those attempts included that ended in a crash
 * @param userProperties its MQTT 5 user properties, in order
 */
public record DeadLetter(
        Topic topic,
        byte[] payload,
        String group,
        Optional<String> id,
        String reason,
        int attempts,
        List<Map.Entry<String, String>> userProperties) {

    /** Checks that everything is there. */
    public DeadLetter {
        Objects.requireNonNull(topic, "topic must not be null");
        Objects.requireNonNull(payload, "payload must not be null");
        Objects.requireNonNull(group, "group must not be null");
        Objects.requireNonNull(id, "id must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
        userProperties = List.copyOf(Objects.requireNonNull(userProperties, "userProperties must not be null"));
    }

    /** Without the payload, which may be confidential. */
    @Override
    public String toString() {
        return "DeadLetter[" + id.orElse("no id") + " on " + topic + " after " + attempts + ": " + reason + "]";
    }
}
