package dev.latido.e2e;

import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.Fleet.TEMPERATURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.Backoff;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionListener;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.Qos;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.StateChange;
import dev.latido.core.it.Fleet;
import dev.latido.core.it.Logged;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the faults that a connection survives, and the messages that it logs about them. */
class LifecycleIT {

    private final List<StateChange> changes = new CopyOnWriteArrayList<>();
    private final List<Double> handled = new CopyOnWriteArrayList<>();

    private IdempotentSubscriber subscriber(MqttConnection connection) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(Fleet.TEMPERATURES)
                .payload(Double.class)
                .seenStore(MemorySeenStore.create())
                .handler(message -> handled.add(message.value()))
                .start();
    }

    private void publishAndHandle(TestBroker broker, double value) {
        try (MqttConnection device = Fleet.service(broker.uri(), "gw-" + value).connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(device).build()) {
            publisher.publish(TEMPERATURE, value).acknowledged().join();
            await().atMost(SOON).until(() -> handled.contains(value));
        }
    }

    private static void awaitConnected(MqttConnection connection) {
        await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);
    }

    // --- what the broker says ---

    @Test
    @WithBroker(receiveMaximum = 17)
    void shouldKnowWhatTheBrokerGrants(EmbeddedBroker broker) {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection = Fleet.service(network.uri(), "gw-1")
                        .keepAlive(Duration.ofSeconds(45))
                        .sessionExpiry(Duration.ofHours(3))
                        .connect()) {
            assertThat(connection.grants())
                    .hasValueSatisfying(grants -> assertThat(grants)
                            .returns(false, BrokerGrants::sessionPresent)
                            .returns(17, BrokerGrants::receiveMaximum)
                            .returns(Duration.ofHours(3), BrokerGrants::sessionExpiry)
                            .returns(Duration.ofSeconds(45), BrokerGrants::keepAlive)
                            .returns(Qos.EXACTLY_ONCE, BrokerGrants::maximumQos)
                            .returns(true, BrokerGrants::retainAvailable)
                            .returns("gw-1", BrokerGrants::clientId));

            network.cutAll();

            await().atMost(SOON)
                    .until(() -> connection
                            .grants()
                            .map(BrokerGrants::sessionPresent)
                            .orElse(false));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x81, 0x82, 0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C, 0x90, 0x95, 0x99, 0x9A, 0x9B, 0x9C, 0x9D})
    void shouldNotHammerABrokerThatRefusesForGood(int code) throws IOException {
        StateChange change = firstChangeAfter(code);

        assertThat(change.to()).isEqualTo(ConnectionState.REFUSED);
        assertThat(change.reasonCode()).hasValue(code);
        assertThat(change.nextDelay()).contains(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x83, 0x88, 0x89, 0x97, 0x9F})
    void shouldTryAgainSoonWhenABrokerIsBusy(int code) throws IOException {
        StateChange change = firstChangeAfter(code);

        assertThat(change.to()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(change.reasonCode()).hasValue(code);
        assertThat(change.nextDelay())
                .hasValueSatisfying(delay -> assertThat(delay).isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    /** Nobody is behind the proxy: it answers by itself. */
    private StateChange firstChangeAfter(int code) throws IOException {
        try (ServerSocket nobody = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                FaultProxy network =
                        FaultProxy.to("127.0.0.1", nobody.getLocalPort()).start()) {
            network.when(Packets.of(PacketType.CONNECT)).answer(code);
            try (MqttConnection connection = MqttConnection.builder()
                    .broker(network.uri())
                    .clientId("gw-1")
                    .withoutPresence("a test")
                    .backoff(Backoff.between(Duration.ofSeconds(1), Duration.ofMinutes(5)))
                    .listener(changes::add)
                    .start()) {
                assertThat(connection.clientId()).isEqualTo("gw-1");
                await().atMost(SOON).until(() -> !changes.isEmpty());
                return changes.get(0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldRecogniseThatAnotherProcessHasItsId(BrokerKind kind) {
        try (TestBroker broker = Fleet.broker(kind);
                MqttConnection first = Fleet.service(broker.uri(), "gw-1")
                        .listener(changes::add)
                        .connect();
                MqttConnection second = Fleet.service(broker.uri(), "gw-1")
                        .listener(changes::add)
                        .start()) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(changes)
                            .anySatisfy(change -> assertThat(change.cause())
                                    .hasValueSatisfying(cause -> assertThat(cause)
                                            .hasMessageContaining(
                                                    "another process connects with the client id gw-1"))));
            assertThat(first.clientId()).isEqualTo(second.clientId());
        }
    }

    // --- what happens to brokers and networks ---

    @Test
    void shouldOutliveBrokersThatRestartOrAreKilled() {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                MqttConnection connection =
                        Fleet.service(broker.uri(), "billing").connect();
                IdempotentSubscriber running = subscriber(connection)) {
            running.subscribed().join();
            publishAndHandle(broker, 1);

            broker.restart();
            awaitConnected(connection);
            publishAndHandle(broker, 2);

            broker.kill();
            broker.start();
            awaitConnected(connection);
            publishAndHandle(broker, 3);
        }
    }

    @Test
    @WithBroker
    void shouldOutliveAnEmbeddedBrokerThatRestarts(EmbeddedBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "billing").connect();
                IdempotentSubscriber running = subscriber(connection)) {
            running.subscribed().join();
            publishAndHandle(broker, 1);

            broker.restart();
            awaitConnected(connection);

            publishAndHandle(broker, 2);
        }
    }

    // --- half-open connections: noticed in twice the keep-alive and a second ---

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(2);
    private static final Duration NOTICED = KEEP_ALIVE.multipliedBy(2).plusSeconds(1);

    private final AtomicLong reconnectingAt = new AtomicLong();

    private MqttConnection watchful(String uri) {
        return Fleet.service(uri, "gw-1")
                .keepAlive(KEEP_ALIVE)
                .listener(change -> {
                    if (change.to() == ConnectionState.RECONNECTING) {
                        reconnectingAt.compareAndSet(0, System.nanoTime());
                    }
                })
                .connect();
    }

    /** Between two events, so that a slow test does not count. */
    private void assertNoticedInTime(Runnable freeze) {
        long frozenAt = System.nanoTime();
        freeze.run();
        await().atMost(SOON).until(() -> reconnectingAt.get() != 0);

        assertThat(Duration.ofNanos(reconnectingAt.get() - frozenAt)).isLessThanOrEqualTo(NOTICED);
    }

    @Test
    void shouldNoticeAFrozenBroker() {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker = MosquittoBroker.builder().start();
                MqttConnection connection = watchful(broker.uri())) {
            assertNoticedInTime(broker::freeze);

            broker.thaw();
            awaitConnected(connection);
        }
    }

    @Test
    @WithBroker
    void shouldNoticeAHalfOpenConnection(EmbeddedBroker broker) {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection = watchful(network.uri())) {
            assertNoticedInTime(network::halfOpenAll);

            awaitConnected(connection);
        }
    }

    // --- sessions that the broker has lost ---

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldSaySoAndSubscribeAgainWhenTheBrokerLostItsSession(BrokerKind kind) {
        AtomicInteger lost = new AtomicInteger();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void stateChanged(StateChange change) {
                changes.add(change);
            }

            @Override
            public void sessionLost() {
                lost.incrementAndGet();
            }
        };
        try (Logged log = Logged.by(MqttConnection.class, Level.WARN);
                TestBroker broker = Fleet.broker(kind);
                MqttConnection connection = Fleet.service(broker.uri(), "billing")
                        .listener(listener)
                        .connect();
                IdempotentSubscriber running = subscriber(connection)) {
            running.subscribed().join();
            publishAndHandle(broker, 1);
            assertThat(lost).hasValue(0);

            if (broker instanceof EmbeddedBroker embedded) {
                embedded.dropSession("billing");
            } else {
                broker.restart();
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(lost).hasValue(1));
            awaitConnected(connection);

            publishAndHandle(broker, 2);
            assertThat(log.messages(Level.WARN))
                    .filteredOn(message -> message.contains("did not resume the session"))
                    .singleElement()
                    .asString()
                    .contains("billing", "Subscriptions are being restored");
        }
    }

    static Stream<Arguments> moments() {
        return Stream.of(BrokerKind.EMBEDDED, BrokerKind.MOSQUITTO)
                .flatMap(kind -> Stream.of(
                                PacketType.CONNECT, PacketType.CONNACK, PacketType.SUBSCRIBE, PacketType.SUBACK)
                        .map(moment -> Arguments.of(kind, moment)));
    }

    @ParameterizedTest
    @MethodSource("moments")
    void shouldComeThroughACutAtAnyMoment(BrokerKind kind, PacketType moment) {
        try (TestBroker broker = Fleet.broker(kind);
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            network.when(Packets.of(moment).nth(1)).dropAndCut();
            try (MqttConnection connection =
                            Fleet.service(network.uri(), "billing").connect();
                    IdempotentSubscriber running = subscriber(connection)) {
                running.subscribed().join();
                assertThat(network.count(FaultAction.DROP_AND_CUT)).isEqualTo(1);

                network.when(Packets.of(PacketType.SUBSCRIBE).nth(1)).dropAndCut();
                network.cutAll();
                await().atMost(SOON).until(() -> network.count(FaultAction.DROP_AND_CUT) == 2);
                awaitConnected(connection);

                publishAndHandle(broker, 1);
            }
        }
    }

    /** The connection lives, only the answer never comes. */
    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldTryAgainWhenAConnAckIsWithheld(BrokerKind kind) {
        try (TestBroker broker = Fleet.broker(kind);
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            network.when(Packets.of(PacketType.CONNACK).nth(1)).drop();
            try (MqttConnection connection = Fleet.service(network.uri(), "billing")
                    .connectTimeout(Duration.ofSeconds(1))
                    .listener(changes::add)
                    .start()) {
                awaitConnected(connection);

                assertThat(network.count(FaultAction.CONNECTED)).isEqualTo(2);
                assertThat(changes.get(0))
                        .returns(ConnectionState.CONNECTING, StateChange::to)
                        .satisfies(change -> assertThat(change.cause()).isPresent());
            }
        }
    }

    @Test
    @WithBroker
    void shouldCloseInTimeWhenTheNetworkIsCutMeanwhile(EmbeddedBroker broker) {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            MqttConnection connection = Fleet.client(network.uri(), "gw-a72f")
                    .presence(Fleet.PRESENCE)
                    .listener(changes::add)
                    .connect();
            await().atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 1);
            network.when(Packets.of(PacketType.DISCONNECT).toBroker()).dropAndCut();

            connection.close();

            assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(changes)
                            .extracting(StateChange::to)
                            .containsExactly(
                                    ConnectionState.CONNECTED, ConnectionState.CLOSING, ConnectionState.CLOSED));
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 1);
        }
    }

    // --- what is refused ---

    @Test
    @WithBroker
    void shouldReportAResubscriptionThatIsRefused(EmbeddedBroker broker) {
        List<TopicFilter> refused = new CopyOnWriteArrayList<>();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void stateChanged(StateChange change) {
                changes.add(change);
            }

            @Override
            public void subscriptionRefused(List<TopicFilter> filters, Throwable cause) {
                refused.addAll(filters);
            }
        };
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection = Fleet.service(network.uri(), "billing")
                        .listener(listener)
                        .connect();
                IdempotentSubscriber running = subscriber(connection)) {
            running.subscribed().join();
            assertThat(refused).isEmpty();

            network.when(Packets.of(PacketType.SUBSCRIBE)).answer(0x87);
            network.cutAll();

            await().atMost(SOON).untilAsserted(() -> assertThat(refused).containsExactly(Fleet.TEMPERATURES));
        }
    }
}
