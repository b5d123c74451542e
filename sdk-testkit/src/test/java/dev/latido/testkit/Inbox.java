package dev.latido.testkit;

import static com.hivemq.client.mqtt.MqttGlobalPublishFilter.ALL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a bare HiveMQ client has received, and how it sends and subscribes. */
final class Inbox {

    private final List<String> payloads = new CopyOnWriteArrayList<>();

    static Inbox of(Mqtt5BlockingClient client) {
        Inbox inbox = new Inbox();
        client.toAsync().publishes(ALL, inbox::add);
        return inbox;
    }

    private void add(Mqtt5Publish publish) {
        payloads.add(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8));
    }

    void awaitExactly(String... expected) {
        await().atMost(TestClient.SOON).untilAsserted(() -> assertThat(payloads).containsExactly(expected));
    }

    int size() {
        return payloads.size();
    }

    static void subscribe(Mqtt5BlockingClient client, String filter) {
        client.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    /** Where brokers differ: some grant what they will never deliver. */
    static void trySubscribe(Mqtt5BlockingClient client, String filter) {
        try {
            subscribe(client, filter);
        } catch (Mqtt5SubAckException e) {
            assertThat(e.getMqttMessage().getReasonCodes()).hasSize(1).allMatch(code -> code.isError());
        }
    }

    static Mqtt5Publish message(String topic, String payload) {
        return Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    static void publish(Mqtt5BlockingClient client, String topic, String payload) {
        client.publish(message(topic, payload));
    }
}
