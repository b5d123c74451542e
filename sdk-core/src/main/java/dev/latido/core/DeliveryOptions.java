package dev.latido.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a message travels, apart from where to and what. Immutable.
 *
 * @param qos how hard to try
 * @param retained whether the broker keeps it as the topic's last value (MQTT 5, section 3.3.1.3)
 * @param expiry how long it is worth delivering, counted from its creation; {@code null} for ever (section 3.3.2.3.3)
 * @param contentType what the payload is, {@code null} if not said (section 3.3.2.3.9)
 * @param userProperties names and values that go with it, in order (section 3.3.2.3.7)
 */
public record DeliveryOptions(
        Qos qos,
        boolean retained,
        @Nullable Duration expiry,
        @Nullable String contentType,
        List<Map.Entry<String, String>> userProperties) {

    /** QoS 1, not retained, for ever, nothing said. */
    public static final DeliveryOptions DEFAULTS = new DeliveryOptions(Qos.AT_LEAST_ONCE, false, null, null, List.of());

    /** Like {@link #DEFAULTS}, retained. */
    public static final DeliveryOptions RETAINED = new DeliveryOptions(Qos.AT_LEAST_ONCE, true, null, null, List.of());

    /** Checks that all parts are there and copies the list. */
    public DeliveryOptions {
        Objects.requireNonNull(qos, "qos must not be null");
        userProperties = List.copyOf(Objects.requireNonNull(userProperties, "userProperties must not be null"));
    }
}
