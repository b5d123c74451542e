package dev.latido.idempotency.internal.message;

import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageKey;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message that has been read from its payload. Immutable if its value is.
 *
 * @param seenAs the id under which the message is remembered, from {@link SeenIds}
 * @param fingerprint the fingerprint of the payload, 0 if payloads are not compared
 */
public record DecodedMessage<T>(
        String id,
        String seenAs,
        long fingerprint,
        Topic topic,
        @Nullable Instant produced,
        T value,
        int attempt,
        boolean retained,
        List<Map.Entry<String, String>> userProperties)
        implements Message<T> {

    public MessageKey key(String group) {
        return new MessageKey(group, seenAs, fingerprint);
    }

    @Override
    public Optional<Instant> time() {
        return Optional.ofNullable(produced);
    }

    public DecodedMessage<T> withAttempt(int number) {
        return number == attempt
                ? this
                : new DecodedMessage<>(
                        id, seenAs, fingerprint, topic, produced, value, number, retained, userProperties);
    }

    @Override
    public String toString() {
        return id + " on " + topic;
    }
}
