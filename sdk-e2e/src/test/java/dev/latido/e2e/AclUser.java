package dev.latido.e2e;

import dev.latido.testkit.TestBroker;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A user at a broker with access rules: tries what it may and what it may not, and keeps what it gets. */
final class AclUser implements AutoCloseable {

    static final String PASSWORD = "secret";
    private static final long SESSION_EXPIRY_SECONDS = 3600;

    /** A message that came. */
    record Delivery(String topic, String payload) {}

    private final Mqtt5BlockingClient client;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();

    /** Not connected. */
    AclUser(TestBroker broker, String user, String clientId) {
        client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost(broker.host())
                .serverPort(broker.port())
                .simpleAuth()
                .username(user)
                .password(PASSWORD.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
        client.toAsync()
                .publishes(
                        MqttGlobalPublishFilter.ALL,
                        publish -> deliveries.add(new Delivery(
                                publish.getTopic().toString(),
                                new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8))));
    }

    static AclUser connected(TestBroker broker, String user) {
        AclUser connected = new AclUser(broker, user, user);
        connected.client.connect();
        return connected;
    }

    /** Connects to a session that outlives the connection; says whether there was one. */
    boolean resume() {
        return client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_EXPIRY_SECONDS)
                .send()
                .isSessionPresent();
    }

    /** Tries with both qualities of service; says whether the broker confirmed it. */
    boolean publish(String topic, String payload) {
        client.publish(message(topic, payload, MqttQos.AT_MOST_ONCE));
        try {
            client.publish(message(topic, payload, MqttQos.AT_LEAST_ONCE));
            return true;
        } catch (Mqtt5PubAckException e) {
            return false;
        }
    }

    private static Mqtt5Publish message(String topic, String payload, MqttQos qos) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(qos)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    /** Tries; that it is granted means nothing. */
    void subscribe(String filter) {
        try {
            client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send();
        } catch (Mqtt5SubAckException e) {
            return;
        }
    }

    /** Connects with a will and leaves in a way that makes the broker publish it. */
    void leaveWill(String topic, String payload) {
        try {
            client.connectWith()
                    .willPublish(message(topic, payload, MqttQos.AT_LEAST_ONCE))
                    .send();
        } catch (Mqtt5ConnAckException e) {
            return;
        }
        client.disconnectWith()
                .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
                .send();
    }

    void connect() {
        client.connect();
    }

    void disconnect() {
        client.disconnect();
    }

    boolean isConnected() {
        return client.getState().isConnected();
    }

    Stream<Delivery> deliveries(Predicate<Delivery> wanted) {
        return deliveries.stream().filter(wanted);
    }

    @Override
    public void close() {
        if (isConnected()) {
            disconnect();
        }
    }
}
