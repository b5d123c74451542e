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
 * builder.id(IdSource.payload("/ts", "/seq"))
 * builder.id(IdSource.topicLevel(5).and(IdSource.userProperty("counter")).global())
 * }</pre>
 *
 * <p><b>Two messages are copies of one message if they have the same id and the same topic.</b> So the counters of two
 * devices may count alike. The topic does not matter for ids that no two messages share:
 *
 * <ul>
 *   <li>ids that Latido's publishers assign: {@code clientId:epoch:sequence}, with an epoch of 16 digits,
 *   <li>UUIDs of version 1 to 8, as 36 characters in upper or lower case, with or without {@code urn:uuid:},
 *   <li>all ids of a source that is declared to be {@link #global()}, for example because they are ULIDs.
 * </ul>
 *
 * <p>The id of a {@linkplain #and joined} source always counts together with the topic, unless the joined source is
 * declared to be global.
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
     * Takes a field of a JSON payload, or several fields, {@linkplain #and joined}.
     *
     * @param pointer a JSON pointer (RFC 6901), such as {@code /header/messageId}; a number there is taken as its text
     * @param more JSON pointers to the other fields
     * @return the source; it finds no id in a payload that is not JSON or does not have all of the fields
     * @throws IllegalArgumentException if one of them is not a JSON pointer to a field
     */
    static IdSource payload(String pointer, String... more) {
        return IdSources.pointers(pointer, more);
    }

    /**
     * Takes a level of the topic, such as the device, to be {@linkplain #and joined} with what the device counts.
     *
     * @param index from 0, as in {@link Topic#level}
     * @return the source; it finds no id in a topic without this level
     * @throws IllegalArgumentException if {@code index} is below 0
     */
    static IdSource topicLevel(int index) {
        return IdSources.topicLevel(index);
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

    /**
     * Joins this source and another one: {@code part|part}. Different parts never make the same id, because a bar or a
     * backslash within a part gets a backslash. An id that would be longer than 256 characters is replaced by its hash.
     *
     * @param other the source of the next part
     * @return the source; it finds no id where one of the two finds none
     */
    default IdSource and(IdSource other) {
        return IdSources.join(this, other);
    }

    /**
     * Declares that no two messages have the same id of this source, whatever their topics. Copies of a message are then
     * recognised on every topic, for example behind a bridge that changes topics. If two producers use the same id all
     * the same, one of their messages is lost.
     *
     * @return the source with this declaration
     */
    default IdSource global() {
        return IdSources.global(this);
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
