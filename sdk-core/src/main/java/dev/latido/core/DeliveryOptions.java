package dev.latido.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * MQTT's options of a message, apart from topic and payload. Immutable and thread-safe; applications set them in a
 * {@link PublishRequest}.
 *
 * @param qos the quality of service
 * @param retained whether the broker keeps the message as the topic's last value (MQTT 5, section 3.3.1.3)
 * @param expiry the time for which it is worth delivering, counted from its creation; {@code null} if it never expires
 *     (section 3.3.2.3.3)
 * @param contentType the MIME type of the payload, {@code null} if not given (section 3.3.2.3.9)
 * @param userProperties names and values, in order (section 3.3.2.3.7)
 */
public record DeliveryOptions(
        Qos qos,
        boolean retained,
        @Nullable Duration expiry,
        @Nullable String contentType,
        List<Map.Entry<String, String>> userProperties) {

    /** QoS 1, not retained, without expiry, content type and user properties. */
    public static final DeliveryOptions DEFAULTS = new DeliveryOptions(Qos.AT_LEAST_ONCE, false, null, null, List.of());

    /** Like {@link #DEFAULTS}, but retained. */
    public static final DeliveryOptions RETAINED = DEFAULTS.withRetained(true);

    /**
     * Checks that QoS and user properties are present, and copies the list.
     *
     * @param qos the quality of service
     * @param retained whether the broker keeps the message as the topic's last value
     * @param expiry the time for which the message is worth delivering, {@code null} if it never expires
     * @param contentType the MIME type of the payload, {@code null} for none
     * @param userProperties names and values, in order
     */
    public DeliveryOptions {
        Objects.requireNonNull(qos, "qos must not be null");
        userProperties = List.copyOf(Objects.requireNonNull(userProperties, "userProperties must not be null"));
    }

    /**
     * Returns these options with another QoS.
     *
     * @param qos the quality of service
     * @return the new options
     */
    public DeliveryOptions withQos(Qos qos) {
        return new DeliveryOptions(qos, retained, expiry, contentType, userProperties);
    }

    /**
     * Returns these options, retained or not.
     *
     * @param retained whether the broker keeps the message as the topic's last value
     * @return the new options
     */
    public DeliveryOptions withRetained(boolean retained) {
        return new DeliveryOptions(qos, retained, expiry, contentType, userProperties);
    }

    /**
     * Returns these options with another expiry.
     *
     * @param expiry the time for which the message is worth delivering, {@code null} if it never expires
     * @return the new options
     */
    public DeliveryOptions withExpiry(@Nullable Duration expiry) {
        return new DeliveryOptions(qos, retained, expiry, contentType, userProperties);
    }

    /**
     * Returns these options with another content type.
     *
     * @param contentType the MIME type of the payload, {@code null} for none
     * @return the new options
     */
    public DeliveryOptions withContentType(@Nullable String contentType) {
        return new DeliveryOptions(qos, retained, expiry, contentType, userProperties);
    }

    /**
     * Returns these options with other user properties in place of the present ones.
     *
     * @param userProperties names and values, in order
     * @return the new options
     */
    public DeliveryOptions withUserProperties(List<Map.Entry<String, String>> userProperties) {
        return new DeliveryOptions(qos, retained, expiry, contentType, userProperties);
    }
}
