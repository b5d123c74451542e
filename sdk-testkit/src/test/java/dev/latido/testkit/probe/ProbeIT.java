package dev.latido.testkit.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is planted with a bare client is what the probe reports. */
@WithBroker(tls = true)
class ProbeIT {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String TOPIC = "plant/temp";

    private final Mqtt5BlockingClient client;
    private final EmbeddedBroker broker;
    private MqttProbe probe;

    ProbeIT(EmbeddedBroker broker) {
        this.broker = broker;
        this.client = MqttClient.builder()
                .useMqttVersion5()
                .identifier("planter-" + UUID.randomUUID())
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildBlocking();
        this.probe = MqttProbe.on(broker, "plant/#");
    }

    @BeforeEach
    void connect() {
        client.connect();
    }

    @AfterEach
    void close() {
        probe.close();
        client.disconnect();
    }

    @Test
    void shouldPassWhenEverythingCameOnceInOrderWithItsValue() {
        Map<String, Integer> published = published(50);
        published.forEach(this::plant);

        assertThat(probe)
                .received("plant/#")
                .ids(published.keySet())
                .exactlyOnceInOrder()
                .hasSize(50);
        assertThat(probe).received(TOPIC).values(published).exactlyOnce();
        assertThat(probe).received(TOPIC).inPublishedOrder();
        assertThat(probe).received(TOPIC).withoutDuplicates();
        assertThat(probe).received(TOPIC).times(50);
        assertThat(probe).received("plant/hum").never();
    }

    @Test
    void shouldReportALoss() {
        Map<String, Integer> published = published(5);
        published.forEach((id, value) -> {
            if (!id.endsWith(":3")) {
                plant(id, value);
            }
        });

        String report = failure(() -> assertThat(probe)
                .received(TOPIC)
                .ids(published.keySet())
                .within(SHORT)
                .atLeastOnce());

        assertThat(report)
                .contains("these 5 messages, each at least once", "4 of 5, in 4 deliveries", "lost 1: gw:1:3\n")
                .doesNotContain("duplicated", "unexpected", "out of order");
    }

    @Test
    void shouldReportADuplicate() {
        Map<String, Integer> published = published(4);
        published.forEach(this::plant);
        plant("gw:1:2", 2);

        String report = failure(
                () -> assertThat(probe).received(TOPIC).ids(published.keySet()).exactlyOnce());

        assertThat(report)
                .contains("duplicated 1: gw:1:2 (arrivals 2, 5)\n")
                .doesNotContain("lost", "unexpected", "out of order");
        assertThat(failure(() -> assertThat(probe).received(TOPIC).withoutDuplicates()))
                .contains("duplicated 1: gw:1:2 (arrivals 2, 5)\n");
        assertThat(probe).received(TOPIC).ids(published.keySet()).atLeastOnceInOrder();
    }

    @Test
    void shouldReportReordering() {
        List.of("gw:1:1", "gw:1:3", "gw:1:4", "gw:1:2").forEach(id -> plant(id, 0));

        String report =
                failure(() -> assertThat(probe).received(TOPIC).inOrder("gw:1:1", "gw:1:2", "gw:1:3", "gw:1:4"));

        assertThat(report)
                .contains("out of order 1: gw:1:2 (arrival 4, at position 4 instead of 2)\n")
                .doesNotContain("lost", "duplicated", "unexpected");
        assertThat(failure(() -> assertThat(probe).received(TOPIC).inPublishedOrder()))
                .contains("out of order 1: gw:1:2 (arrival 4");
        assertThat(probe).received(TOPIC).containsExactlyOnce("gw:1:1", "gw:1:2", "gw:1:3", "gw:1:4");
    }

    @Test
    void shouldReportAWrongValue() {
        plant("gw:1:1", 1);
        plant("gw:1:2", 99);

        String report = failure(
                () -> assertThat(probe).received(TOPIC).values(published(2)).exactlyOnce());

        assertThat(report).contains("wrong value 1: gw:1:2 (arrival 2: 99 instead of 2)\n");
        assertThat(failure(() -> assertThat(probe)
                        .received(TOPIC)
                        .withValue(2)
                        .within(SHORT)
                        .exactlyOnce()))
                .contains("exactly one message with value 2", "gw:1:2 (arrival 2, value 99)");
    }

    @Test
    void shouldReportAnUnexpectedMessage() {
        plant("gw:1:1", 1);
        plant("gw:2:7", 7);

        String report = failure(() -> assertThat(probe).received(TOPIC).containsExactlyOnce("gw:1:1"));

        assertThat(report).contains("unexpected 1: gw:2:7 (arrival 2)\n");
        assertThat(probe).received(TOPIC).ids("gw:1:1").ignoringOthers().exactlyOnce();
    }

    @Test
    void shouldReportADuplicateThatIsLate() {
        plant("gw:1:1", 1);
        assertThat(probe).received(TOPIC).exactlyOnce();

        try (FaultProxy slow = FaultProxy.to(broker.host(), broker.port()).start()) {
            Mqtt5BlockingClient late = MqttClient.builder()
                    .useMqttVersion5()
                    .serverHost("127.0.0.1")
                    .serverPort(slow.port())
                    .buildBlocking();
            late.connect();
            slow.delay(Direction.TO_BROKER, Duration.ofMillis(100));
            late.toAsync().publish(message("gw:1:1", 1));

            String report = failure(() -> assertThat(probe)
                    .received(TOPIC)
                    .settling(Duration.ofSeconds(5))
                    .exactlyOnce());

            assertThat(report).contains("2 messages", "duplicated 1: gw:1:1 (arrivals 1, 2)\n");
            late.disconnect();
        }
    }

    @Test
    void shouldReportWhatCameWhenNothingWasToCome() {
        plant("gw:1:1", 1);

        String report = failure(
                () -> assertThat(probe).received("plant/#").as("silence").never());

        assertThat(report).startsWith("[silence]").contains("expected on plant/#", "no message", "#1 ", "gw:1:1");
    }

    @Test
    void shouldReportThatNothingCame() {
        assertThat(failure(() -> assertThat(probe).received(TOPIC).within(SHORT).exactlyOnce()))
                .contains("exactly one message", "but no message arrived");
    }

    @Test
    void shouldTellMessagesWithoutEnvelopeByPayload() {
        publish(Mqtt5Publish.builder().topic(TOPIC).payload(bytes("on")).build());
        publish(Mqtt5Publish.builder().topic(TOPIC).payload(bytes("off")).build());

        assertThat(probe).received(TOPIC).inOrder("on", "off");
        assertThat(probe).received(TOPIC).withPayload("on").exactlyOnce();
    }

    @Test
    void shouldTellMessagesByTheGivenKey() {
        probe.close();
        probe = MqttProbe.builder(broker)
                .filters(TOPIC)
                .key(message -> message.text().substring(0, 1))
                .start();

        publish(Mqtt5Publish.builder().topic(TOPIC).payload(bytes("a1")).build());
        publish(Mqtt5Publish.builder().topic(TOPIC).payload(bytes("a2")).build());

        assertThat(failure(() -> assertThat(probe).received(TOPIC).ids("a").exactlyOnce()))
                .contains("duplicated 1: a (arrivals 1, 2)");
    }

    @Test
    void shouldShowEverythingOfAMessage() {
        publish(Mqtt5Publish.builder()
                .topic("plant/état")
                .qos(MqttQos.EXACTLY_ONCE)
                .retain(true)
                .contentType("application/json")
                .responseTopic("plant/answer")
                .correlationData(bytes("c"))
                .messageExpiryInterval(60)
                .userProperties()
                .add("k", "1")
                .add("k", "2")
                .applyUserProperties()
                .payload(bytes("{\"id\":\"gw:1:1\",\"v\":{\"a\":1}}"))
                .build());
        for (MqttQos qos : MqttQos.values()) {
            publish(Mqtt5Publish.builder().topic(TOPIC).qos(qos).build());
        }

        ProbedMessage message =
                probe.await("plant/état", 1, Duration.ofSeconds(5)).get(0);
        assertThat(message.number()).isEqualTo(1);
        assertThat(message.qos()).isEqualTo(2);
        assertThat(message.retained()).isTrue();
        assertThat(message.dup()).isFalse();
        assertThat(message.contentType()).contains("application/json");
        assertThat(message.userProperties()).containsExactly(Map.entry("k", "1"), Map.entry("k", "2"));
        assertThat(message.id()).contains("gw:1:1");
        assertThat(message.value(Map.class)).contains(Map.of("a", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> message.value(Integer.class));
        assertThat(probe.await(TOPIC, 3, Duration.ofSeconds(5)))
                .extracting(ProbedMessage::qos)
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(probe).received("plant/état").retained().withQos(2).exactlyOnce();
        publish(Mqtt5Publish.builder().topic("plant/état").retain(true).build());
    }

    @Test
    void shouldSeeWhatIsRetainedOnlyWhenAsked() {
        publish(Mqtt5Publish.builder()
                .topic("plant/last")
                .retain(true)
                .payload(bytes("7"))
                .build());

        try (MqttProbe without = MqttProbe.on(broker, "plant/last");
                MqttProbe with = MqttProbe.builder(broker)
                        .filters("plant/last")
                        .includingRetained()
                        .start()) {
            assertThat(with).received("plant/last").retained().exactlyOnce();
            assertThat(without).received("plant/last").never();
        }
        publish(Mqtt5Publish.builder().topic("plant/last").retain(true).build());
    }

    @Test
    void shouldSeeEachOfManyMessagesOnce() {
        List<String> ids = IntStream.range(0, 5_000).mapToObj(i -> "gw:1:" + i).toList();

        ids.forEach(id -> client.toAsync().publish(message(id, 0)));

        assertThat(probe)
                .received(TOPIC)
                .ids(ids)
                .within(Duration.ofSeconds(20))
                .exactlyOnceInOrder();
    }

    @Test
    void shouldForgetWhatCameWhenCleared() {
        plant("gw:1:1", 1);
        assertThat(probe).received(TOPIC).atLeastOnce();

        probe.clear();
        plant("gw:1:2", 2);

        assertThat(probe).received(TOPIC).exactlyOnce().first().satisfies(message -> {
            assertThat(message.id()).contains("gw:1:2");
            assertThat(message.number()).isEqualTo(2);
        });
    }

    @Test
    void shouldSayWhatCameWhenItWasTooLittle() {
        plant("gw:1:1", 1);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> probe.await(TOPIC, 2, SHORT))
                .withMessageContainingAll("at least 2 messages", "gw:1:1");
    }

    @Test
    void shouldNotBeTrustedWhenFull() {
        probe.close();
        probe = MqttProbe.builder(broker).filters("plant/#").limit(2).start();

        for (int i = 1; i <= 3; i++) {
            plant("gw:1:" + i, i);
        }

        assertThat(failure(() -> assertThat(probe).received(TOPIC).times(2))).contains("cannot be trusted", "full");
    }

    @Test
    void shouldNotBeTrustedWhenItsConnectionWasLost() {
        probe.close();
        probe = MqttProbe.builder(broker).filters("plant/#").clientId("witness").start();

        broker.disconnectClient("witness", true);

        assertThat(probe.await(messages -> probe.trouble().isPresent(), Duration.ofSeconds(5)))
                .isTrue();
        assertThat(failure(() -> assertThat(probe).received("plant/#").never()))
                .contains("cannot be trusted", "lost its connection");
    }

    @Test
    void shouldObserveThroughTls(DevelopmentCa ca) {
        try (MqttProbe encrypted =
                MqttProbe.builder(broker.tlsUri()).trusting(ca).filters(TOPIC).start()) {
            plant("gw:1:1", 1);

            assertThat(encrypted).received(TOPIC).ids("gw:1:1").exactlyOnce();
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> MqttProbe.builder(broker.tlsUri())
                        .trusting(DevelopmentCa.create())
                        .filters(TOPIC)
                        .start());
    }

    @Test
    void shouldGiveItsCredentials() {
        try (EmbeddedBroker guarded = EmbeddedBroker.builder()
                .authenticator((id, user, password) -> "auditor".equals(user) && "sécret".equals(password))
                .start()) {
            MqttProbe.builder(guarded)
                    .filters("#")
                    .credentials("auditor", "sécret".toCharArray())
                    .start()
                    .close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> MqttProbe.on(guarded, "#"))
                    .withMessageContaining("reason code 134");
        }
    }

    @Test
    void shouldRefuseFiltersThatOverlap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MqttProbe.on(broker, "plant/#", "plant/+/x"))
                .withMessageContaining("overlap");
    }

    @Test
    void shouldLeaveNoThreadWhenClosed() {
        probe.close();
        probe.close();

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("latido-probe")));
        assertThat(probe.trouble()).isEmpty();
    }

    private static Map<String, Integer> published(int count) {
        Map<String, Integer> published = new LinkedHashMap<>();
        for (int i = 1; i <= count; i++) {
            published.put("gw:1:" + i, i);
        }
        return published;
    }

    private void plant(String id, int value) {
        publish(message(id, value));
    }

    private static Mqtt5Publish message(String id, int value) {
        return Mqtt5Publish.builder()
                .topic(TOPIC)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(bytes("{\"id\":\"" + id + "\",\"ts\":1732272000000,\"v\":" + value + "}"))
                .build();
    }

    private void publish(Mqtt5Publish message) {
        client.publish(message);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String failure(ThrowingCallable assertion) {
        Throwable failure = catchThrowable(assertion);
        assertThat(failure).isInstanceOf(AssertionError.class);
        return String.valueOf(failure.getMessage());
    }
}
