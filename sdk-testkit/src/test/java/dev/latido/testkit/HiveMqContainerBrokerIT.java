package dev.latido.testkit;

import static dev.latido.testkit.TestClient.persistentSession;
import static dev.latido.testkit.TestClient.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import dev.latido.testkit.internal.docker.Docker;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class HiveMqContainerBrokerIT {

    private static final String TOPIC = "acme/v1/evt/planta-1/norte/gw-a72f/temp";
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    @WithBroker(kind = BrokerKind.HIVEMQ_CONTAINER, persistent = true)
    void shouldLetEveryoneInAndKeepSessionsWhenPersistent(HiveMqContainerBroker broker) {
        Mqtt5BlockingClient consumer = persistentSession(broker, "durable");
        Inbox.subscribe(consumer, TOPIC);
        consumer.disconnect();
        Mqtt5BlockingClient producer = plain(broker, "producer");
        producer.connect();
        Inbox.publish(producer, TOPIC, "kept");
        producer.disconnect();

        broker.restart();

        Inbox inbox = Inbox.of(consumer);
        assertThat(consumer.connectWith().cleanStart(false).send().isSessionPresent())
                .isTrue();
        inbox.awaitExactly("kept");
        consumer.disconnect();
    }

    @Test
    @WithBroker(kind = BrokerKind.HIVEMQ_CONTAINER)
    void shouldBeHalfOpenWhileFrozenAndComeBackAfterAKill(HiveMqContainerBroker broker) {
        int port = broker.port();
        Mqtt5BlockingClient client = plain(broker, "patient");
        client.connect();

        broker.freeze();
        CompletableFuture<Mqtt5PublishResult> result = client.toAsync()
                .publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();

        await().during(Duration.ofMillis(500))
                .atMost(SOON)
                .until(() -> !result.isDone() && client.getState().isConnected() && broker.isRunning());

        broker.thaw();
        assertThat(result).succeedsWithin(SOON);

        broker.freeze();
        broker.kill();
        assertThat(broker.isRunning()).isFalse();
        assertThatIllegalStateException().isThrownBy(broker::freeze).withMessage("the broker is not running");
        await().atMost(SOON).until(() -> !client.getState().isConnected());

        broker.start();
        assertThat(broker.port()).isEqualTo(port);
        client.connect();
        client.disconnect();
    }

    /** No registry answers there, so that it cannot be had on any machine. */
    @Test
    void shouldSayWhyAnImageCannotRun() {
        String image = "127.0.0.1:1/no/such-broker:0";

        assertThat(Docker.obstacle(image, Duration.ofSeconds(5)))
                .hasValueSatisfying(reason ->
                        assertThat(reason).matches("there is no Docker: .+|there is no image " + image + ": .+"));
    }

    @Test
    void shouldBeAvailableWhereThereIsNoObstacle() {
        assertThat(HiveMqContainerBroker.isAvailable())
                .isEqualTo(BrokerKind.HIVEMQ_CONTAINER.obstacle().isEmpty());
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldRefuseAnImageWithoutAName() {
        HiveMqContainerBroker.Builder builder = HiveMqContainerBroker.builder();

        assertThatNullPointerException().isThrownBy(() -> builder.image(null)).withMessage("image must not be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.image(" "))
                .withMessage("image must not be blank");
    }
}
