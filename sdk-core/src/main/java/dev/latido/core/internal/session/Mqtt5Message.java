package dev.latido.core.internal.session;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.latido.core.internal.link.IncomingPublish;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A message that came over MQTT 5. */
record Mqtt5Message(Mqtt5Publish publish) implements IncomingPublish {

    @Override
    public String topic() {
        return publish.getTopic().toString();
    }

    @Override
    public byte[] payload() {
        return publish.getPayloadAsBytes();
    }

    @Override
    public boolean retained() {
        return publish.isRetain();
    }

    @Override
    public boolean redeliverable() {
        return publish.getQos() != MqttQos.AT_MOST_ONCE;
    }

    @Override
    public boolean redelivered() {
        return DupFlag.of(publish);
    }

    @Override
    public List<Map.Entry<String, String>> userProperties() {
        List<? extends Mqtt5UserProperty> properties =
                publish.getUserProperties().asList();
        if (properties.isEmpty()) {
            return List.of();
        }
        return properties.stream()
                .map(property -> Map.entry(
                        property.getName().toString(), property.getValue().toString()))
                .toList();
    }

    @Override
    public byte @Nullable [] correlationData() {
        return publish.getCorrelationData().map(Mqtt5Message::copy).orElse(null);
    }

    private static byte[] copy(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void acknowledge() {
        try {
            publish.acknowledge();
        } catch (RejectedExecutionException e) {
            // The connection and its threads have ended, and the broker delivers the message again.
        }
    }
}
