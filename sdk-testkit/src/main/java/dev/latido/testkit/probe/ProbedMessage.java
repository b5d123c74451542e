package dev.latido.testkit.probe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message as the broker delivered it to an {@link MqttProbe}. Immutable and thread-safe. A message equals only
 * itself, so two deliveries of a message are two objects.
 */
public interface ProbedMessage {

    /**
     * Returns the position among all messages of the probe, in the order in which the broker sent them.
     *
     * @return 1 for the first; {@link MqttProbe#clear()} does not restart the count
     */
    long number();

    /**
     * Returns the time at which the probe had read the message.
     *
     * @return the time of the probe's clock
     */
    Instant arrivedAt();

    /**
     * Returns the topic.
     *
     * @return the topic
     */
    String topic();

    /**
     * Returns the payload.
     *
     * @return a copy of the bytes
     */
    byte[] payload();

    /**
     * Returns the payload in readable form.
     *
     * @return the payload as a string if it is UTF-8, otherwise {@code 0x} and its bytes in hexadecimal
     */
    String text();

    /**
     * Returns the QoS with which the message was published, if the broker grants the probe QoS 2.
     *
     * @return 0, 1 or 2
     */
    int qos();

    /**
     * Returns whether the message was published with the retain flag.
     *
     * @return the flag; always true for messages that the broker had retained before the probe connected
     */
    boolean retained();

    /**
     * Returns whether the broker marked the delivery as a repetition (DUP, MQTT 5, section 3.3.1.1). The flag refers to
     * the delivery from the broker to the probe only: brokers do not pass on the publisher's flag.
     *
     * @return the flag
     */
    boolean dup();

    /**
     * Returns the user properties, including repeated names.
     *
     * @return immutable, in the order on the wire
     */
    List<Map.Entry<String, String>> userProperties();

    /**
     * Returns the content type of the payload (MQTT 5, section 3.3.2.3.9).
     *
     * @return the content type; empty if the message has none
     */
    Optional<String> contentType();

    /**
     * Returns the id in Latido's envelope, JSON {@code {"id":…,"ts":…,"v":…}}.
     *
     * @return the id; empty if the payload is not a JSON object or has no {@code id}
     */
    Optional<String> id();

    /**
     * Returns the value in Latido's envelope.
     *
     * @param type the type of {@code v}, read with Jackson's defaults
     * @param <T> that type
     * @return the value; empty if the payload is not a JSON object or has no {@code v}
     * @throws IllegalArgumentException if {@code v} cannot be read as that type
     */
    <T> Optional<T> value(Class<T> type);

    /**
     * Returns the key of the message. Two deliveries with the same key are one message that was delivered twice.
     *
     * @return the result of the {@linkplain MqttProbe.Builder#key key function}; by default the {@link #id()}, or
     *     {@link #text()} if there is none
     */
    String key();
}
