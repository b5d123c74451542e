package dev.latido.idempotency;

import dev.latido.idempotency.internal.message.IdSources;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a message's id is: what makes two copies one message. The id must be the producer's, the same for every copy
 * that the producer or the network makes.
 *
 * <pre>{@code
 * builder.id(IdSource.payload("/header/messageId"))
 * builder.id(IdSource.userProperty("event-id"))
 * builder.id(message -> Optional.of(message.topic().level(5) + "@" + counterIn(message.payload())))
 * }</pre>
 *
 * <p>Called on a thread of the subscriber, several calls at a time; must be thread-safe and must not block. What it
 * throws makes the message one that cannot be read: a dead letter.
 */
@FunctionalInterface
public interface IdSource {

    /**
     * The id of a message.
     *
     * @param message what arrived
     * @return 1 to 256 characters; empty if it has none, which {@link WithoutId} decides on
     */
    Optional<String> idOf(Received message);

    /**
     * The id that the codec finds, {@code id} in the JSON envelope; where it finds none, the MQTT 5 user property
     * {@code latido-id}, which Latido's publisher writes when the payload has no place for an id. The default.
     *
     * @return the source
     */
    static IdSource payload() {
        return IdSources.ENVELOPE;
    }

    /**
     * A field of a JSON payload, wherever it is.
     *
     * @param pointer a JSON pointer (RFC 6901), such as {@code /header/messageId}; a number there is taken as its text
     * @return the source; finds nothing in what is not JSON
     * @throws IllegalArgumentException if it is no JSON pointer
     */
    static IdSource payload(String pointer) {
        return IdSources.pointer(pointer);
    }

    /**
     * An MQTT 5 user property (section 3.3.2.3.7).
     *
     * @param name its name; the first of that name counts
     * @return the source
     */
    static IdSource userProperty(String name) {
        return IdSources.userProperty(name);
    }

    /**
     * The MQTT 5 correlation data (section 3.3.2.3.6), as text where it is UTF-8, otherwise in hexadecimal.
     *
     * @return the source
     */
    static IdSource correlationData() {
        return IdSources.CORRELATION_DATA;
    }

    /** What arrived, before its value is used. Immutable. */
    interface Received {

        /**
         * Where it was published.
         *
         * @return the topic
         */
        Topic topic();

        /**
         * The bytes that were published.
         *
         * @return a copy
         */
        byte[] payload();

        /**
         * Its MQTT 5 user properties.
         *
         * @return names and values in order
         */
        List<Map.Entry<String, String>> userProperties();

        /**
         * Its MQTT 5 correlation data.
         *
         * @return a copy; empty if it has none
         */
        Optional<byte[]> correlationData();

        /**
         * The id that the codec found in the payload.
         *
         * @return the id; empty if it found none
         */
        Optional<String> envelopeId();
    }
}
