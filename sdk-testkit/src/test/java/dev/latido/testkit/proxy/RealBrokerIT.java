package dev.latido.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mature client library and a real broker agree that the proxy speaks MQTT. */
@Timeout(180)
@WithBroker
class RealBrokerIT {

    private static final int MESSAGES = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<Mqtt5AsyncClient> clients = new ArrayList<>();
    private final Map<String, Integer> received = new ConcurrentHashMap<>();
    private FaultProxy proxy;

    @BeforeEach
    void startProxy(TestBroker broker) {
        proxy = FaultProxy.to(broker.host(), broker.port()).start();
    }

    @AfterEach
    void close() {
        proxy.heal();
        clients.forEach(client -> {
            await().atMost(PATIENCE).until(() -> client.getState().isConnected());
            client.disconnect().join();
        });
        proxy.close();
    }

    @Test
    void shouldLoseNothingAndShowDuplicatesWhenConnectionsAreCutAtRandom() {
        Mqtt5AsyncClient consumer = connect("billing");
        subscribe(consumer, "plant/#");
        Mqtt5AsyncClient producer = connect("gw-1");

        Rule trouble = proxy.random(RandomFaults.seed(42)
                .loseAckAndCutEvery(60)
                .cutEvery(100)
                .resetEvery(150)
                .redeliver(0.08));
        for (int i = 0; i < MESSAGES; i++) {
            publish(producer, "plant/temp", "m" + i).join();
        }
        trouble.remove();

        await().atMost(PATIENCE).until(() -> received.size() == MESSAGES);
        assertThat(proxy.count(FaultAction.DROP_AND_CUT) + proxy.count(FaultAction.CUT_AFTER))
                .isGreaterThanOrEqualTo(3);
        assertThat(proxy.count(FaultAction.REDELIVER_AS_NEW)).isGreaterThanOrEqualTo(20);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received.values())
                        .filteredOn(times -> times > 1)
                        .hasSizeGreaterThanOrEqualTo(20));
        assertThat(proxy.count(FaultAction.MALFORMED)).isZero();
    }

    @Test
    void shouldDeliverEveryMessageTwiceWhenAllAreRedelivered() {
        Mqtt5AsyncClient consumer = connect("billing-2");
        subscribe(consumer, "twice/#");
        Mqtt5AsyncClient producer = connect("gw-2");

        Rule rule = proxy.when(Packets.of(PacketType.PUBLISH).toClient()).redeliverAsNew();
        List<CompletableFuture<?>> acknowledged = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            acknowledged.add(publish(producer, "twice/temp", "t" + i));
        }
        CompletableFuture.allOf(acknowledged.toArray(CompletableFuture<?>[]::new))
                .join();

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(received.values()).hasSize(MESSAGES).containsOnly(2));
        assertThat(rule.hits()).isEqualTo(MESSAGES);
        await().atMost(PATIENCE).until(() -> proxy.count(FaultAction.ACK_SWALLOWED) == MESSAGES);
        assertThat(proxy.count(FaultAction.DISCONNECTED)).isZero();
    }

    @Test
    void shouldStoreEveryMessageTwiceWhenRedeliveredTowardsTheBroker() {
        Mqtt5AsyncClient consumer = connect("billing-3");
        subscribe(consumer, "stored/#");
        Mqtt5AsyncClient producer = connect("gw-3");

        proxy.when(Packets.of(PacketType.PUBLISH).toBroker().every(5)).redeliverAsNew();
        for (int i = 1; i <= 50; i++) {
            publish(producer, "stored/temp", "s" + i).join();
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(received.values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isEqualTo(60));
        assertThat(received.get("s5")).isEqualTo(2);
    }

    private Mqtt5AsyncClient connect(String clientId) {
        Mqtt5AsyncClient client = MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost("127.0.0.1")
                .serverPort(proxy.port())
                .automaticReconnect()
                .initialDelay(10, TimeUnit.MILLISECONDS)
                .maxDelay(200, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(3_600)
                .restrictions()
                .receiveMaximum(20)
                .applyRestrictions()
                .send()
                .join();
        clients.add(client);
        return client;
    }

    private void subscribe(Mqtt5AsyncClient client, String filter) {
        client.subscribeWith()
                .topicFilter(filter)
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(publish -> received.merge(
                        new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8), 1, Integer::sum))
                .send()
                .join();
    }

    private static CompletableFuture<Mqtt5PublishResult> publish(
            Mqtt5AsyncClient client, String topic, String payload) {
        return client.publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
    }
}
