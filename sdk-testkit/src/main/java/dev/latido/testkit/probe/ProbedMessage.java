package dev.latido.testkit.probe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message as the broker delivered it to an {@link MqttProbe}. Immutable and thread-safe; equal to itself only, so
 * that a message that came twice is two.
 */
public interface ProbedMessage {

    /**
     * Its place among all messages of the probe, in the order in which the broker sent them.
     *
     * @return 1 for the first; {@link MqttProbe#clear()} does not start again
     */
    long number();

    /**
     * When the probe had read it.
     *
     * @return the time by the probe's clock
     */
    Instant arrivedAt();

    /**
     * Where it was published.
     *
     * @return the topic
     */
    String topic();

    /**
     * What it carries.
     *
     * @return a copy of the bytes
     */
    byte[] payload();

    /**
     * The payload for people.
     *
     * @return the payload as text if it is UTF-8, else {@code 0x} and its bytes in hexadecimal
     */
    String text();

    /**
     * The QoS with which it was published, as far as the broker grants the probe QoS 2.
     *
     * @return 0, 1 or 2
     */
    int qos();

    /**
     * Whether it was published with the retain flag.
     *
     * @return the flag; for what the broker had retained before the probe came, always true
     */
    boolean retained();

    /**
     * Whether the broker marked the delivery as a repetition (DUP, MQTT 5, section 3.3.1.1). It speaks of the way from
     * the broker to the probe only: brokers do not pass the publisher's flag on.
     *
     * @return the flag
     */
    boolean dup();

    /**
     * The user properties, repeated names included.
     *
     * @return immutable, in the order on the wire
     */
    List<Map.Entry<String, String>> userProperties();

    /**
     * The content type of the payload (MQTT 5, section 3.3.2.3.9).
     *
     * @return the text, or empty if the message had none
     */
    Optional<String> contentType();

    /**
     * The id in Latido's envelope, JSON {@code {"id":…,"ts":…,"v":…}}.
     *
     * @return the id, or empty if the payload is no JSON object or has no {@code id}
     */
    Optional<String> id();

    /**
     * The value in Latido's envelope.
     *
     * @param type what to read {@code v} as, by Jackson's defaults
     * @param <T> that type
     * @return the value, or empty if the payload is no JSON object or has no {@code v}
     * @throws IllegalArgumentException if {@code v} cannot be read as that type
     */
    <T> Optional<T> value(Class<T> type);

    /**
     * What tells this message from others: two deliveries with one key are one message that came twice.
     *
     * @return what the {@linkplain MqttProbe.Builder#key key function} says; by default the {@link #id()}, or
     *     {@link #text()} if there is none
     */
    String key();
}
