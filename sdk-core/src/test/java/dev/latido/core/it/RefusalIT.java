package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.PlainConsumer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.Backoff;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.StateChange;
import dev.latido.testkit.AclRule;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real brokers refuse, and how often they are asked again. */
class RefusalIT {

    private static final int[] LASTING = {
        0x81, 0x82, 0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C, 0x90, 0x95, 0x99, 0x9A, 0x9B, 0x9C, 0x9D
    };
    private static final int[] PASSING = {0x80, 0x83, 0x88, 0x89, 0x97, 0x9F};

    private static Logged log;
    private static Logged errors;

    private final String clientId = Fleet.clientId();
    private final List<StateChange> changes = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void listen() {
        log = Logged.by(MqttConnection.class, Level.WARN);
        errors = Logged.bySubscriptions(Level.ERROR);
    }

    @AfterAll
    static void restoreLogs() {
        errors.close();
        log.close();
    }

    private static String client(int code) {
        return "gw-" + Integer.toHexString(code);
    }

    /** One broker refuses all of them, each with its own code. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTellEveryReasonCodeOfABroker() {
        EmbeddedBroker.Builder builder = EmbeddedBroker.builder();
        IntStream.concat(IntStream.of(LASTING), IntStream.of(PASSING))
                .forEach(code -> builder.refusal(client(code), code));
        try (EmbeddedBroker broker = builder.start()) {
            for (int code : LASTING) {
                assertThat(firstChange(broker, code)).satisfies(change -> {
                    assertThat(change.to()).as(client(code)).isEqualTo(ConnectionState.REFUSED);
                    assertThat(change.reasonCode()).hasValue(code);
                    assertThat(change.nextDelay()).contains(Duration.ofSeconds(60));
                    assertThat(change.cause())
                            .hasValueSatisfying(cause -> assertThat(cause)
                                    .isInstanceOf(ConnectionRefusedException.class)
                                    .hasMessageContaining("(refused by the test)"));
                });
            }
            for (int code : PASSING) {
                assertThat(firstChange(broker, code)).satisfies(change -> {
                    assertThat(change.to()).as(client(code)).isEqualTo(ConnectionState.CONNECTING);
                    assertThat(change.reasonCode()).hasValue(code);
                });
            }
        }
    }

    private static StateChange firstChange(EmbeddedBroker broker, int code) {
        List<StateChange> changes = new CopyOnWriteArrayList<>();
        try (MqttConnection connection = MqttConnection.builder()
                .broker(broker.uri())
                .clientId(client(code))
                .withoutPresence("a test")
                .listener(changes::add)
                .start()) {
            assertThat(connection.clientId()).isEqualTo(client(code));
            await().atMost(SOON).until(() -> !changes.isEmpty());
            return changes.get(0);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTellAWrongPasswordFromMosquitto(MqttVersion version) {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker =
                MosquittoBroker.builder().user("gw-1", "right").start()) {
            MqttConnection.Builder wrong =
                    Fleet.service(broker.uri(), clientId).version(version).credentials("gw-1", "wrong".toCharArray());

            assertThatThrownBy(wrong::connect)
                    .isInstanceOfSatisfying(
                            ConnectionRefusedException.class,
                            refused -> assertThat(refused.reasonCode()).isIn(0x86, 0x87))
                    .hasMessageContaining("the broker refuses " + clientId + " at mqtt://127.0.0.1:" + broker.port());
        }
    }

    /** Counted on the wire: the pause between two attempts is the cap, not the backoff's first second. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldAskARefusingBrokerAtTheCapOnly() {
        try (EmbeddedBroker strict =
                        EmbeddedBroker.builder().refusal(clientId, 0x87).start();
                FaultProxy network = FaultProxy.to(strict.host(), strict.port()).start();
                MqttConnection refused = MqttConnection.builder()
                        .broker(network.uri())
                        .clientId(clientId)
                        .withoutPresence("a test")
                        .backoff(Backoff.between(Duration.ofMillis(1), Duration.ofSeconds(3)))
                        .listener(changes::add)
                        .start()) {
            await().atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 1);
            await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 1);
            await().atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 3);
            await().atMost(SOON).until(() -> changes.size() == 3);

            assertThat(refused.state()).isEqualTo(ConnectionState.REFUSED);
            assertThat(log.messages(Level.WARN, clientId))
                    .as("once, however often it asks")
                    .hasSize(1);
        }
    }

    // --- subscriptions ---

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTakeOneRefusedFilterAmongGrantedOnesForARefusal(MqttVersion version) {
        try (EmbeddedBroker broker = EmbeddedBroker.builder()
                        .user("gw-1", "right")
                        .acl(AclRule.read("gw-1", "acme/v1/evt/#"))
                        .start();
                MqttConnection connection = Fleet.service(broker.uri(), clientId)
                        .version(version)
                        .credentials("gw-1", "right".toCharArray())
                        .connect()) {
            assertThat(subscribe(connection, "acme/v1/evt/#").granted()).succeedsWithin(SOON);

            assertThat(subscribe(connection, "acme/v1/evt/a/#", "acme/v1/cmd/#", "acme/v1/evt/b/#")
                            .granted())
                    .failsWithin(SOON);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(errors.messages(Level.ERROR, clientId))
                            .singleElement()
                            .asString()
                            .contains(clientId + ": the broker refused the subscription", "acme/v1/cmd/#"));
        }
    }

    @Test
    @WithBroker
    @Tag("proof")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldAskForARefusedSubscriptionAgain(EmbeddedBroker broker) {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection =
                        Fleet.service(network.uri(), clientId).connect()) {
            network.when(Packets.of(PacketType.SUBSCRIBE)).answer(0x87);
            assertThat(subscribe(connection, "acme/v1/evt/#").granted()).failsWithin(SOON);

            await().during(Duration.ofSeconds(25))
                    .atMost(SOON.multipliedBy(2))
                    .until(() -> network.count(FaultAction.ANSWER) == 1);
            await().atMost(SOON).until(() -> network.count(FaultAction.ANSWER) == 2);
        }
    }
}
