package dev.latido.core.internal;

import dev.latido.core.BrokerGrants;
import dev.latido.core.MqttConnection;
import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.Mqtt5Adapter;
import dev.latido.topics.Topic;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserPropertiesBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.reactivex.schedulers.Schedulers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages as a connection brings them, without one. */
public final class InboundMessages {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/evt/planta-1/norte/gw/temp");

    private final BrokerSession session = new BrokerSession(
            ((ConnectionBuilder) MqttConnection.builder()
                            .broker("mqtt://localhost")
                            .clientId("test")
                            .withoutPresence("a test"))
                    .settings(),
            BrokerAddress.of(URI.create("mqtt://localhost")),
            AttemptSecurity.NONE,
            new Deaf(),
            Schedulers.trampoline());

    private static final class Deaf implements BrokerSession.Events {

        @Override
        public void opened(BrokerSession session, BrokerGrants grants) {
            // Never comes.
        }

        @Override
        public void ended(BrokerSession session, Throwable cause) {
            // Of no interest.
        }

        @Override
        public void arrived(BrokerSession session, IncomingPublish message) {
            // Never comes.
        }
    }

    /** A message that the broker delivers again when it is not acknowledged. */
    public InboundMessage message(String payload) {
        return message(payload, MqttQos.AT_LEAST_ONCE, true);
    }

    /** A message that comes once only. */
    public InboundMessage fleeting(String payload) {
        return message(payload, MqttQos.AT_MOST_ONCE, false);
    }

    private InboundMessage message(String payload, MqttQos qos, boolean retained) {
        Mqtt5Publish publish = Mqtt5Publish.builder()
                .topic(TOPIC.toString())
                .qos(qos)
                .retain(retained)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .userProperties()
                .add("site", "planta-1")
                .applyUserProperties()
                .build();
        return new InboundMessage(TOPIC, new Mqtt5Adapter.Message(publish), session, () -> {});
    }

    /** A message with user properties and correlation data. */
    public InboundMessage with(String payload, Map<String, String> properties, byte @Nullable [] correlationData) {
        Mqtt5Publish publish = Mqtt5Publish.builder()
                .topic(TOPIC.toString())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .correlationData(correlationData)
                .userProperties(user(properties))
                .build();
        return new InboundMessage(TOPIC, new Mqtt5Adapter.Message(publish), session, () -> {});
    }

    /** A message on a topic, with an ear for its acknowledgement. */
    public InboundMessage on(String topic, String payload, Runnable acknowledged) {
        return on(topic, payload, Map.of(), acknowledged);
    }

    /** The same with user properties. */
    public InboundMessage on(String topic, String payload, Map<String, String> properties, Runnable acknowledged) {
        Mqtt5Publish publish = Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .userProperties(user(properties))
                .build();
        return new InboundMessage(Topic.unchecked(topic), new Mqtt5Adapter.Message(publish), session, acknowledged);
    }

    /** A message that the broker flags as sent before. */
    public InboundMessage again(String topic, String payload, Runnable acknowledged) {
        Mqtt5Adapter.Message message = new Mqtt5Adapter.Message(Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .build());
        return new InboundMessage(Topic.unchecked(topic), new Flagged(message), session, acknowledged);
    }

    private record Flagged(IncomingPublish message) implements IncomingPublish {

        @Override
        public String topic() {
            return message.topic();
        }

        @Override
        public byte[] payload() {
            return message.payload();
        }

        @Override
        public boolean retained() {
            return message.retained();
        }

        @Override
        public boolean redeliverable() {
            return message.redeliverable();
        }

        @Override
        public boolean redelivered() {
            return true;
        }

        @Override
        public List<Map.Entry<String, String>> userProperties() {
            return message.userProperties();
        }

        @Override
        public void acknowledge() {
            message.acknowledge();
        }
    }

    private static Mqtt5UserProperties user(Map<String, String> properties) {
        Mqtt5UserPropertiesBuilder user = Mqtt5UserProperties.builder();
        for (Map.Entry<String, String> property : properties.entrySet()) {
            user = user.add(property.getKey(), property.getValue());
        }
        return user.build();
    }

    /** From now on none of these messages is live. */
    public void endSession() {
        session.abandon(new IllegalStateException("connection lost"));
    }
}
