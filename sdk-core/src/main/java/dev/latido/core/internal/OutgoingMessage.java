package dev.latido.core.internal;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;

/** A message as it goes out; its expiry counts from now. */
record OutgoingMessage(Topic topic, byte[] payload, DeliveryOptions options) {

    /** A message with QoS 1. */
    OutgoingMessage(Topic topic, byte[] payload, boolean retained, List<Map.Entry<String, String>> userProperties) {
        this(
                topic,
                payload,
                userProperties.isEmpty()
                        ? retained ? DeliveryOptions.RETAINED : DeliveryOptions.DEFAULTS
                        : new DeliveryOptions(Qos.AT_LEAST_ONCE, retained, null, null, userProperties));
    }

    static OutgoingMessage of(Topic topic, byte[] payload) {
        return new OutgoingMessage(topic, payload, DeliveryOptions.DEFAULTS);
    }

    Qos qos() {
        return options.qos();
    }

    boolean retained() {
        return options.retained();
    }

    List<Map.Entry<String, String>> userProperties() {
        return options.userProperties();
    }
}
