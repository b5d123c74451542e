package dev.latido.testkit;

import static dev.latido.testkit.TestClient.SOON;
import static dev.latido.testkit.TestClient.persistentSession;
import static dev.latido.testkit.TestClient.plain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient.Mqtt5Publishes;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {

    private static final String TOPIC = "acme/v1/evt/planta-1/norte/gw-a72f/temp";

    @Nested
    @WithBroker
    class Running {

        @Test
        void shouldDeliverWhatIsPublished(TestBroker broker) throws Exception {
            Mqtt5BlockingClient client = plain(broker, "plain");
            Mqtt5ConnAck connAck = client.connect();
            subscribe(client);

            try (Mqtt5Publishes publishes = client.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
                publish(client, "21.3");

                assertThat(payloads(publishes, 1)).containsExactly("21.3");
            }
            assertThat(connAck.getRestrictions().getReceiveMaximum()).isEqualTo(65_535);
            assertThat(broker.uri()).isEqualTo("mqtt://127.0.0.1:" + broker.port());
            client.disconnect();
        }

        @Test
        void shouldHaveNoTlsUnlessAskedFor(TestBroker broker) {
            assertThatIllegalStateException().isThrownBy(broker::tlsPort).withMessageContaining("tls(DevelopmentCa)");
            assertThatIllegalStateException().isThrownBy(broker::tlsUri);
        }

        @Test
        void shouldQueueForAnOfflineSession(TestBroker broker) throws Exception {
            int messages = 2_000;
            Mqtt5BlockingClient consumer = persistentSession(broker, "offline-consumer");
            subscribe(consumer);
            consumer.disconnect();
            Mqtt5BlockingClient producer = plain(broker, "producer");
            producer.connect();

            IntStream.range(0, messages).forEach(i -> publish(producer, Integer.toString(i)));
            try (Mqtt5Publishes publishes = consumer.publishes(MqttGlobalPublishFilter.ALL)) {
                consumer.connectWith()
                        .cleanStart(false)
                        .sessionExpiryInterval(3600)
                        .send();

                assertThat(payloads(publishes, messages))
                        .isEqualTo(IntStream.range(0, messages)
                                .mapToObj(Integer::toString)
                                .toList());
            }
            producer.disconnect();
            consumer.disconnect();
        }

        @Test
        void shouldPublishTheWillWhenAClientIsDisconnected(EmbeddedBroker broker) throws Exception {
            Mqtt5BlockingClient witness = plain(broker, "witness");
            witness.connect();
            subscribe(witness);
            plainWithWill(broker, "doomed");

            try (Mqtt5Publishes publishes = witness.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
                assertThat(broker.connectedClients()).contains("witness", "doomed");
                assertThat(broker.disconnectClient("doomed", false)).isTrue();

                assertThat(payloads(publishes, 1)).containsExactly("offline");
            }
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(broker.connectedClients()).doesNotContain("doomed"));
            assertThat(broker.disconnectClient("doomed", false)).isFalse();
            witness.disconnect();
        }

        @Test
        void shouldKeepTheWillBackWhenAsked(EmbeddedBroker broker) throws Exception {
            Mqtt5BlockingClient witness = plain(broker, "second-witness");
            witness.connect();
            subscribe(witness);
            plainWithWill(broker, "silent");

            try (Mqtt5Publishes publishes = witness.publishes(MqttGlobalPublishFilter.SUBSCRIBED)) {
                assertThat(broker.disconnectClient("silent", true)).isTrue();
                await().atMost(SOON).until(() -> !broker.connectedClients().contains("silent"));
                publish(witness, "after");

                assertThat(payloads(publishes, 1)).containsExactly("after");
            }
            witness.disconnect();
        }

        @Test
        void shouldDropASession(EmbeddedBroker broker) {
            persistentSession(broker, "forgetful").disconnect();
            await().atMost(SOON).until(() -> !broker.connectedClients().contains("forgetful"));

            assertThat(broker.dropSession("forgetful")).isFalse();
            assertThat(broker.dropSession("nobody")).isFalse();

            Mqtt5BlockingClient again = plain(broker, "forgetful");
            assertThat(again.connectWith().cleanStart(false).send().isSessionPresent())
                    .isFalse();
            again.disconnect();
        }

        @Test
        @SuppressWarnings("NullAway")
        void shouldRefuseNullClientIds(EmbeddedBroker broker) {
            assertThatNullPointerException()
                    .isThrownBy(() -> broker.disconnectClient(null, false))
                    .withMessage("clientId must not be null");
            assertThatNullPointerException()
                    .isThrownBy(() -> broker.dropSession(null))
                    .withMessage("clientId must not be null");
        }
    }

    @Test
    void shouldAskTheAuthenticator() {
        try (EmbeddedBroker broker = EmbeddedBroker.builder()
                .authenticator((clientId, username, password) -> {
                    if (clientId.equals("broken")) {
                        throw new IllegalStateException("expected by this test");
                    }
                    return "gw".equals(username) && "sécret".equals(password);
                })
                .start()) {
            Mqtt5BlockingClient client = plain(broker, "gw-a72f");

            assertThat(loginCode(client, "gw", "wrong")).isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThatExceptionOfType(Mqtt5ConnAckException.class).isThrownBy(client::connect);
            assertThat(loginCode(plain(broker, "broken"), "gw", "sécret"))
                    .isEqualTo(Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(loginCode(client, "gw", "sécret")).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
            client.disconnect();
        }
    }

    @Test
    void shouldKeepItsPortAndForgetItsSessionsWhenRestartedInMemory() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.builder().receiveMaximum(7).start()) {
            int port = broker.port();
            persistentSession(broker, "session").disconnect();

            broker.stop();
            broker.stop();
            assertThat(broker.isRunning()).isFalse();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(broker.host(), port).close());
            assertThatIllegalStateException().isThrownBy(broker::connectedClients);
            broker.start();
            broker.start();

            assertThat(broker.port()).isEqualTo(port);
            assertThat(broker.isRunning()).isTrue();
            Mqtt5BlockingClient client = plain(broker, "session");
            Mqtt5ConnAck connAck = client.connectWith().cleanStart(false).send();
            assertThat(connAck.isSessionPresent()).isFalse();
            assertThat(connAck.getRestrictions().getReceiveMaximum()).isEqualTo(7);
            client.disconnect();
        }
    }

    @Test
    void shouldKeepSessionsAcrossBrokersWhenPersistent(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker =
                EmbeddedBroker.builder().persistent(directory).start()) {
            Mqtt5BlockingClient consumer = persistentSession(broker, "durable");
            subscribe(consumer);
            consumer.disconnect();
            Mqtt5BlockingClient producer = plain(broker, "producer");
            producer.connect();
            publish(producer, "before the restart");
            producer.disconnect();

            broker.stop();
            broker.start();
            producer.connect();
            publish(producer, "before the close");
            producer.disconnect();
        }

        try (EmbeddedBroker broker =
                EmbeddedBroker.builder().persistent(directory).start()) {
            Mqtt5BlockingClient consumer = plain(broker, "durable");
            try (Mqtt5Publishes publishes = consumer.publishes(MqttGlobalPublishFilter.ALL)) {
                Mqtt5ConnAck connAck = consumer.connectWith()
                        .cleanStart(false)
                        .sessionExpiryInterval(3600)
                        .send();

                assertThat(connAck.isSessionPresent()).isTrue();
                assertThat(payloads(publishes, 2)).containsExactly("before the restart", "before the close");
            }
            consumer.disconnect();
        }
    }

    @Test
    void shouldRunSideBySide() {
        try (EmbeddedBroker first = EmbeddedBroker.builder()
                        .authenticator((clientId, username, password) -> clientId.equals("first"))
                        .start();
                EmbeddedBroker second = EmbeddedBroker.builder()
                        .authenticator((clientId, username, password) -> clientId.equals("second"))
                        .start()) {
            Mqtt5BlockingClient one = plain(first, "first");
            Mqtt5BlockingClient two = plain(second, "second");
            one.connect();
            two.connect();

            assertThat(first.port()).isNotEqualTo(second.port());
            assertThat(first.connectedClients()).containsExactly("first");
            assertThat(second.connectedClients()).containsExactly("second");
            assertThatExceptionOfType(Mqtt5ConnAckException.class)
                    .isThrownBy(() -> plain(second, "first").connect());
            assertThat(first.disconnectClient("second", false)).isFalse();
            first.stop();
            assertThat(second.connectedClients()).containsExactly("second");
            two.disconnect();
        }
    }

    @Test
    void shouldStayClosed() {
        EmbeddedBroker broker = EmbeddedBroker.builder().start();

        broker.close();
        broker.close();

        assertThat(broker.isRunning()).isFalse();
        assertThatIllegalStateException().isThrownBy(broker::start).withMessage("the broker is closed");
        assertThatIllegalStateException().isThrownBy(() -> broker.dropSession("x"));
    }

    @Test
    @SuppressWarnings("NullAway")
    void shouldCheckSettings() {
        EmbeddedBroker.Builder builder = EmbeddedBroker.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.receiveMaximum(0))
                .withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.receiveMaximum(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.queueSize(0));
        assertThatNullPointerException().isThrownBy(() -> builder.tls(null)).withMessage("ca must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.persistent(null))
                .withMessage("directory must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.authenticator(null))
                .withMessage("authenticator must not be null");
    }

    private static void plainWithWill(TestBroker broker, String clientId) {
        plain(broker, clientId)
                .connectWith()
                .willPublish()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload("offline".getBytes(StandardCharsets.UTF_8))
                .applyWillPublish()
                .send();
    }

    private static Mqtt5ConnAckReasonCode loginCode(Mqtt5BlockingClient client, String username, String password) {
        try {
            return client.connectWith()
                    .simpleAuth()
                    .username(username)
                    .password(password.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth()
                    .send()
                    .getReasonCode();
        } catch (Mqtt5ConnAckException e) {
            return e.getMqttMessage().getReasonCode();
        }
    }

    private static void subscribe(Mqtt5BlockingClient client) {
        client.subscribeWith().topicFilter(TOPIC).qos(MqttQos.AT_LEAST_ONCE).send();
    }

    private static void publish(Mqtt5BlockingClient client, String payload) {
        client.publishWith()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .send();
    }

    private static List<String> payloads(Mqtt5Publishes publishes, int count) throws InterruptedException {
        List<String> payloads = new ArrayList<>();
        while (payloads.size() < count) {
            Optional<Mqtt5Publish> publish = publishes.receive(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(publish)
                    .as("message %d of %d", payloads.size() + 1, count)
                    .isPresent();
            payloads.add(new String(publish.get().getPayloadAsBytes(), StandardCharsets.UTF_8));
        }
        return payloads;
    }
}
