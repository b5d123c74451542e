package dev.latido.core.internal.publish;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Envelope;
import dev.latido.core.MessageProperties;
import dev.latido.core.MqttVersion;
import dev.latido.core.PayloadCodec;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishRequest;
import dev.latido.core.internal.connection.MessageIds;
import dev.latido.topics.Topic;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Composes messages from values: id, time, payload and properties. Calls the codec of the user, without a lock.
 * Thread-safe.
 */
final class MessageComposer {

    private final PayloadCodec codec;
    private final int payloadLimit;
    private final MqttVersion version;
    private final MessageIds ids;
    private final Clock clock;
    private final boolean carriesId;
    private final @Nullable String contentType;

    MessageComposer(PayloadCodec codec, int payloadLimit, MqttVersion version, MessageIds ids, Clock clock) {
        this.codec = codec;
        this.payloadLimit = payloadLimit;
        this.version = version;
        this.ids = ids;
        this.clock = clock;
        this.carriesId = codec.carriesId();
        this.contentType = version == MqttVersion.MQTT_5 ? codec.contentType().orElse(null) : null;
        if (!carriesId && version != MqttVersion.MQTT_5) {
            throw new IllegalStateException(codec + " sends the message id as a user property, which MQTT 3.1.1 does"
                    + " not support; use a codec that writes the id into the payload, or use MQTT 5");
        }
    }

    /**
     * Composes a message.
     *
     * @throws IllegalArgumentException if the request needs a feature of MQTT 5 and the connection uses MQTT 3.1.1
     * @throws PayloadTooLargeException if the encoded value exceeds the payload limit
     */
    Draft compose(PublishRequest request) {
        DeliveryOptions options = request.options();
        if (version != MqttVersion.MQTT_5) {
            checkForMqtt3(options);
        }
        return compose(request.topic(), request.value(), options);
    }

    /**
     * Composes a message with one of the constants of {@link DeliveryOptions}, which every MQTT version supports.
     *
     * @throws PayloadTooLargeException if the encoded value exceeds the payload limit
     */
    Draft compose(Topic topic, Object value, DeliveryOptions options) {
        String id = ids.next();
        Instant now = Instant.ofEpochMilli(clock.millis());
        byte[] payload = codec.encode(Envelope.of(id, now, value));
        if (payload.length > payloadLimit) {
            throw new PayloadTooLargeException(id, topic, payload.length, payloadLimit);
        }
        DeliveryOptions complete = carriesId && contentType == null ? options : completed(options, id, now);
        return new Draft(id, topic, payload, complete, now);
    }

    private DeliveryOptions completed(DeliveryOptions options, String id, Instant now) {
        List<Map.Entry<String, String>> properties = options.userProperties();
        if (!carriesId) {
            properties = new ArrayList<>(properties);
            properties.add(Map.entry(MessageProperties.ID, id));
            properties.add(Map.entry(MessageProperties.TIMESTAMP, Long.toString(now.toEpochMilli())));
        }
        return options.withContentType(options.contentType() == null ? contentType : options.contentType())
                .withUserProperties(properties);
    }

    private static void checkForMqtt3(DeliveryOptions options) {
        List<String> missing = new ArrayList<>();
        if (options.expiry() != null) {
            missing.add("message expiry (maxAge of the publisher limits the wait in the outbox)");
        }
        if (options.contentType() != null) {
            missing.add("content type");
        }
        if (!options.userProperties().isEmpty()) {
            missing.add("user properties, and so no traceparent");
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("MQTT 3.1.1 has no " + String.join(", no ", missing));
        }
    }
}
