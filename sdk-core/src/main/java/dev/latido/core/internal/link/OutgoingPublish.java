package dev.latido.core.internal.link;

import dev.latido.core.DeliveryOptions;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;

/** A message as it goes out; its expiry counts from now. */
public interface OutgoingPublish {

    /** One that stands for itself. */
    record Plain(Topic topic, byte[] payload, DeliveryOptions options) implements OutgoingPublish {}

    /** A message with QoS 1 and nothing else. */
    static OutgoingPublish of(Topic topic, byte[] payload) {
        return new Plain(topic, payload, DeliveryOptions.DEFAULTS);
    }

    /** A message with QoS 1. */
    static OutgoingPublish of(
            Topic topic, byte[] payload, boolean retained, List<Map.Entry<String, String>> userProperties) {
        DeliveryOptions plain = retained ? DeliveryOptions.RETAINED : DeliveryOptions.DEFAULTS;
        return new Plain(topic, payload, userProperties.isEmpty() ? plain : plain.withUserProperties(userProperties));
    }

    Topic topic();

    byte[] payload();

    DeliveryOptions options();
}
