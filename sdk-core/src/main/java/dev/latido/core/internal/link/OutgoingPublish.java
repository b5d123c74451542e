package dev.latido.core.internal.link;

import dev.latido.core.DeliveryOptions;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Map;

/** A message to send; its expiry starts when it is sent. */
public interface OutgoingPublish {

    /** A message that is not part of an outbox. */
    record Plain(Topic topic, byte[] payload, DeliveryOptions options) implements OutgoingPublish {}

    /** Creates a message with QoS 1 and no further options. */
    static OutgoingPublish of(Topic topic, byte[] payload) {
        return new Plain(topic, payload, DeliveryOptions.DEFAULTS);
    }

    /** Creates a message with QoS 1. */
    static OutgoingPublish of(
            Topic topic, byte[] payload, boolean retained, List<Map.Entry<String, String>> userProperties) {
        DeliveryOptions plain = retained ? DeliveryOptions.RETAINED : DeliveryOptions.DEFAULTS;
        return new Plain(topic, payload, userProperties.isEmpty() ? plain : plain.withUserProperties(userProperties));
    }

    Topic topic();

    byte[] payload();

    DeliveryOptions options();
}
