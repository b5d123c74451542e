package dev.latido.core.it;

import static dev.latido.core.it.Fleet.PRESENCE;
import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.Presence;
import dev.latido.core.PresenceFormat;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Online, offline by will, offline by goodbye: on the wire, not in the SDK's own opinion. */
class PresenceIT {

    private static final TopicFilter PRESENCES =
            Fleet.ACME.presence().anySite().anyArea().anyDevice();

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldFireTheWillOnAnUncleanEndAndComeBackOnline(EmbeddedBroker broker) {
        List<Presence.Status> heard = Collections.synchronizedList(new ArrayList<>());
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection dashboard =
                        Fleet.service(broker.uri(), "dashboard").connect();
                PresenceMonitor monitor =
                        PresenceMonitor.watch(dashboard, PRESENCES, presence -> heard.add(presence.status()));
                MqttConnection device =
                        Fleet.client(proxy.uri(), "gw-a72f").presence(PRESENCE).connect()) {
            awaitStatus(monitor, Presence.Status.ONLINE);

            proxy.refuse();
            proxy.connection("gw-a72f").reset();
            awaitStatus(monitor, Presence.Status.DEAD);
            proxy.accept();

            awaitStatus(monitor, Presence.Status.ONLINE);
            assertThat(device.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(heard).containsExactly(Presence.Status.ONLINE, Presence.Status.DEAD, Presence.Status.ONLINE);
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSayOfflineAfterTheLastMessageOnACleanEnd(EmbeddedBroker broker) {
        List<String> wire = Collections.synchronizedList(new ArrayList<>());
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection dashboard =
                        Fleet.service(broker.uri(), "dashboard").connect();
                PresenceMonitor monitor = PresenceMonitor.watch(dashboard, PRESENCES)) {
            watch(proxy, wire);
            MqttConnection device =
                    Fleet.client(proxy.uri(), "gw-a72f").presence(PRESENCE).connect();
            awaitStatus(monitor, Presence.Status.ONLINE);
            ResilientPublisher publisher = ResilientPublisher.builder(device).build();
            Publication last = publisher.publish(Fleet.TEMPERATURE, 21.3);

            device.close();

            awaitStatus(monitor, Presence.Status.LEFT);
            assertThat(last.acknowledged()).isCompleted();
            assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(wire)
                    .containsExactly(
                            "CONNECT",
                            "PUBLISH " + PRESENCE,
                            "PUBLISH " + Fleet.TEMPERATURE,
                            "PUBLISH " + PRESENCE,
                            "DISCONNECT");
        }
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldKnowWhoIsThereWhenAMonitorStartsAnew(EmbeddedBroker broker) {
        try (MqttConnection device =
                Fleet.client(broker.uri(), "gw-a72f").presence(PRESENCE).connect()) {
            assertThat(device.state()).isEqualTo(ConnectionState.CONNECTED);
            for (int start = 0; start < 2; start++) {
                try (MqttConnection dashboard =
                                Fleet.service(broker.uri(), "dashboard").connect();
                        PresenceMonitor monitor = PresenceMonitor.watch(dashboard, PRESENCES)) {
                    awaitStatus(monitor, Presence.Status.ONLINE);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTellDeadFromLeftOnEveryBroker(BrokerKind kind) {
        try (TestBroker broker = Fleet.broker(kind);
                FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection dashboard =
                        Fleet.service(broker.uri(), "dashboard").connect()) {
            for (PresenceFormat format : PresenceFormat.values()) {
                Topic topic = Fleet.ACME
                        .presence()
                        .site("planta-1")
                        .area("norte")
                        .device("gw-" + format.name().toLowerCase(Locale.ROOT));
                Supplier<MqttConnection> device = () -> Fleet.client(proxy.uri(), topic.level(5))
                        .presence(topic)
                        .presenceFormat(format)
                        .connect();

                try (PresenceMonitor monitor = PresenceMonitor.watch(dashboard, topic.toFilter())) {
                    device.get().close();
                    Presence left = awaitStatus(monitor, topic, Presence.Status.LEFT);

                    try (MqttConnection again = device.get()) {
                        Presence online = awaitStatus(monitor, topic, Presence.Status.ONLINE);
                        assertThat(online.bootId()).isPresent().isNotEqualTo(left.bootId());
                        proxy.refuse();
                        proxy.connection(again.clientId()).reset();
                        Presence dead = awaitStatus(monitor, topic, Presence.Status.DEAD);
                        assertThat(dead.bootId()).isEqualTo(online.bootId());
                        proxy.accept();
                        awaitStatus(monitor, topic, Presence.Status.ONLINE);
                    }
                }
            }
        }
    }

    /** A blink of the network, shorter than the will's delay, is no outage. */
    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldNotReportABlinkWhenTheWillIsDelayed(EmbeddedBroker broker, MqttProbe probe) {
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection device = Fleet.client(proxy.uri(), "gw-a72f")
                        .presence(PRESENCE)
                        .willDelay(Duration.ofSeconds(60))
                        .connect()) {
            for (int blink = 1; blink <= 3; blink++) {
                probe.await(PRESENCE.toString(), blink, SOON);
                proxy.connection("gw-a72f").reset();
            }
            probe.await(PRESENCE.toString(), 4, SOON);

            assertThat(device.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(probe.messages(PRESENCE.toString()))
                    .extracting(ProbedMessage::text)
                    .containsOnly("online");
        }
    }

    /** After an unclean end and a quick return no stale {@code offline} stays retained. */
    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldEndOnlineAfterManyQuickReturns(BrokerKind kind) {
        try (TestBroker broker = Fleet.broker(kind);
                FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttProbe probe = MqttProbe.on(broker, "#");
                MqttConnection device =
                        Fleet.client(proxy.uri(), "gw-a72f").presence(PRESENCE).connect()) {
            for (int round = 1; round <= 20; round++) {
                awaitOnlines(probe, round);
                proxy.connection("gw-a72f").reset();
            }
            awaitOnlines(probe, 21);

            assertThat(device.state()).isEqualTo(ConnectionState.CONNECTED);
            try (MqttProbe retained = MqttProbe.builder(broker)
                    .filters(PRESENCE.toString())
                    .includingRetained()
                    .start()) {
                assertThat(retained.await(PRESENCE.toString(), 1, SOON))
                        .extracting(ProbedMessage::text)
                        .containsExactly("online");
            }
        }
    }

    private static void awaitOnlines(MqttProbe probe, int times) {
        assertThat(probe.await(messages -> onlines(messages) >= times, SOON))
                .as("online %s times in %s", times, probe.messages())
                .isTrue();
    }

    private static long onlines(List<? extends ProbedMessage> messages) {
        return messages.stream()
                .filter(message -> message.text().equals("online"))
                .count();
    }

    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTellASilentDeviceFromADeadOne(EmbeddedBroker broker) {
        try (MqttConnection dashboard = Fleet.service(broker.uri(), "dashboard").connect();
                PresenceMonitor monitor = PresenceMonitor.builder(dashboard)
                        .presences(PRESENCES)
                        .data(Fleet.ACME.events().everything())
                        .patience(2, Duration.ofMillis(500))
                        .start();
                MqttConnection device =
                        Fleet.client(broker.uri(), "gw-a72f").presence(PRESENCE).connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(device).build()) {
            // The monitor subscribes on its own time: what the device sends before that makes no habit.
            await().atMost(SOON)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofSeconds(3))
                    .until(() -> isSilent(monitor) || !sendSome(publisher));

            publisher.publish(Fleet.TEMPERATURE, 6);
            awaitStatus(monitor, Presence.Status.ONLINE);
        }
    }

    private static boolean isSilent(PresenceMonitor monitor) {
        return monitor.board().stream().anyMatch(presence -> presence.status() == Presence.Status.SILENT);
    }

    private static boolean sendSome(ResilientPublisher publisher) {
        for (int i = 0; i < 5; i++) {
            publisher.publish(Fleet.TEMPERATURE, i).acknowledged().join();
        }
        return true;
    }

    /** The whole fleet would be silent otherwise. */
    @Test
    @WithBroker
    @Execution(ExecutionMode.CONCURRENT)
    void shouldCallNobodySilentWhenOnlyTheDashboardIsCutOff(EmbeddedBroker broker) throws Exception {
        List<Presence.Status> heard = Collections.synchronizedList(new ArrayList<>());
        ScheduledExecutorService clockwork = Executors.newSingleThreadScheduledExecutor();
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection dashboard =
                        Fleet.service(network.uri(), "dashboard").connect();
                PresenceMonitor monitor = PresenceMonitor.builder(dashboard)
                        .presences(PRESENCES)
                        .data(Fleet.ACME.events().everything())
                        .patience(2, Duration.ofSeconds(3))
                        .listener(presence -> heard.add(presence.status()))
                        .start();
                MqttProbe probe = MqttProbe.on(broker, Fleet.TEMPERATURE.toString());
                MqttConnection device =
                        Fleet.client(broker.uri(), "gw-a72f").presence(PRESENCE).connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(device).build()) {
            clockwork.scheduleWithFixedDelay(
                    () -> publisher.publish(Fleet.TEMPERATURE, 21.3), 0, 50, TimeUnit.MILLISECONDS);
            probe.await(Fleet.TEMPERATURE.toString(), 50, SOON);
            awaitStatus(monitor, Presence.Status.ONLINE);

            network.refuse();
            network.cutAll();
            await().atMost(SOON).until(() -> dashboard.state() == ConnectionState.RECONNECTING);
            await().during(Duration.ofSeconds(5))
                    .atMost(SOON)
                    .until(() -> dashboard.state() == ConnectionState.RECONNECTING);
            network.accept();
            await().atMost(SOON).until(() -> dashboard.state() == ConnectionState.CONNECTED);
            await().during(Duration.ofSeconds(1))
                    .atMost(SOON)
                    .until(() -> List.copyOf(heard).equals(List.of(Presence.Status.ONLINE)));

            clockwork.shutdown();
            assertThat(clockwork.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            // Where the machine stood still for seconds, the device has the habit of pauses, and the monitor is
            // patient.
            awaitStatus(monitor, PRESENCE, Presence.Status.SILENT, SOON.multipliedBy(6));
        } finally {
            clockwork.shutdownNow();
        }
    }

    private static void watch(FaultProxy proxy, List<String> wire) {
        proxy.when(Packets.any().toBroker().where(packet -> {
                    note(packet, wire);
                    return false;
                }))
                .drop();
    }

    private static void note(MqttPacket packet, List<String> wire) {
        switch (packet.type()) {
            case CONNECT, DISCONNECT -> wire.add(packet.type().name());
            case PUBLISH -> wire.add("PUBLISH " + packet.topic());
            default -> {}
        }
    }

    private static void awaitStatus(PresenceMonitor monitor, Presence.Status status) {
        awaitStatus(monitor, PRESENCE, status);
    }

    private static Presence awaitStatus(PresenceMonitor monitor, Topic topic, Presence.Status status) {
        return awaitStatus(monitor, topic, status, SOON);
    }

    private static Presence awaitStatus(PresenceMonitor monitor, Topic topic, Presence.Status status, Duration atMost) {
        await().atMost(atMost)
                .untilAsserted(() -> assertThat(monitor.board())
                        .singleElement()
                        .returns(topic, Presence::topic)
                        .returns(status, Presence::status));
        return monitor.board().get(0);
    }
}
