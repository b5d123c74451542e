package dev.latido.idempotency;

import dev.latido.idempotency.internal.message.IdSources;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the id of a message, by which copies of one message are recognised. The id must come from the producer and be the
 * same for every copy that the producer or the network makes.
 *
 * <pre>{@code
 * builder.id(IdSource.payload("/header/messageId"))
 * builder.id(IdSource.userProperty("event-id"))
 * builder.id(message -> Optional.of(message.topic().level(5) + "@" + counterIn(message.payload())))
 * }</pre>
 *
 * <p>Called on a thread of the subscriber, or of the connection if messages are {@linkplain
 * IdempotentSubscriber.PayloadStep#orderedBy ordered by a key}; several calls run at a time. Must be thread-safe and
 * must not block. A message for which it throws is unreadable and becomes a dead letter.
 */
@FunctionalInterface
public interface IdSource {

    /**
     * Returns the id of a message.
     *
     * @param message the message as it arrived
     * @return 1 to 256 characters; empty if the message has no id, which {@link WithoutId} decides on
     */
    Optional<String> idOf(Received message);

    /**
     * Takes the id that the codec finds, {@code id} in the JSON envelope. If the codec finds none, it takes the MQTT 5
     * user property {@code latido-id}, which Latido's publisher writes when the payload has no place for an id. The
     * default.
     *
     * @return the source
     */
    static IdSource payload() {
        return IdSources.ENVELOPE;
    }

    /**
     * Takes a field of a JSON payload.
     *
     * @param pointer a JSON pointer (RFC 6901), such as {@code /header/messageId}; a number there is taken as its text
     * @return the source; it finds no id in a payload that is not JSON
     * @throws IllegalArgumentException if {@code pointer} is not a JSON pointer to a field
     */
    static IdSource payload(String pointer) {
        return IdSources.pointer(pointer);
    }

    /**
     * Takes an MQTT 5 user property (section 3.3.2.3.7).
     *
     * @param name the name; if several properties have it, the first counts
     * @return the source
     */
    static IdSource userProperty(String name) {
        return IdSources.userProperty(name);
    }

    /**
     * Takes the MQTT 5 correlation data (section 3.3.2.3.6), as text if it is valid UTF-8, otherwise in hexadecimal.
     *
     * @return the source
     */
    static IdSource correlationData() {
        return IdSources.CORRELATION_DATA;
    }

    /** A message as it arrived, before its value is used. Immutable. */
    interface Received {

        /**
         * Returns the topic on which it was published.
         *
         * @return the topic
         */
        Topic topic();

        /**
         * Returns the bytes that were published.
         *
         * @return a copy
         */
        byte[] payload();

        /**
         * Returns the MQTT 5 user properties.
         *
         * @return names and values, in order
         */
        List<Map.Entry<String, String>> userProperties();

        /**
         * Returns the MQTT 5 correlation data.
         *
         * @return a copy; empty if it has none
         */
        Optional<byte[]> correlationData();

        /**
         * Returns the id that the codec found in the payload.
         *
         * @return the id; empty if it found none
         */
        Optional<String> envelopeId();
    }
}
