package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.message.publish.mqtt3.Mqtt3PublishView;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import dev.latido.core.internal.link.IncomingPublish;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

/** A message that came over MQTT 3.1.1, which has no user properties. */
record Mqtt3Message(Mqtt3Publish publish) implements IncomingPublish {

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
        return publish instanceof Mqtt3PublishView view && DupFlag.of(view.getDelegate());
    }

    @Override
    public List<Map.Entry<String, String>> userProperties() {
        return List.of();
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
