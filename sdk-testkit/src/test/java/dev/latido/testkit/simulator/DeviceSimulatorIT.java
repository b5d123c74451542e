package dev.latido.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

@WithBroker
class DeviceSimulatorIT {

    private static final TopicRoot ACME = TopicRoot.of("acme", 1);
    private static final String EVENTS = "acme/v1/evt/#";
    private static final Duration LONG = Duration.ofSeconds(20);

    private final EmbeddedBroker broker;

    DeviceSimulatorIT(EmbeddedBroker broker) {
        this.broker = broker;
    }

    @Test
    void shouldDeliverWhatItSaysItSentWhenSteady() {
        try (MqttProbe probe = MqttProbe.on(broker, EVENTS);
                DeviceSimulator fleet =
                        builder(broker.uri(), 20).behaviour(Behaviour.steady()).connect()) {
            fleet.run(100);

            assertThat(fleet.sent()).hasSize(2_000);
            assertThat(probe)
                    .received(EVENTS)
                    .values(values(fleet.sent()))
                    .within(LONG)
                    .exactlyOnce();
            assertThat(probe).received(EVENTS).inPublishedOrder();
        }
    }

    @Test
    void shouldSendTheSameAgainWhenTheSeedIsTheSame() {
        Map<String, List<List<Object>>> first = run(42);
        Map<String, List<List<Object>>> again = run(42);
        Map<String, List<List<Object>>> other = run(43);

        assertThat(again).isEqualTo(first);
        assertThat(other.values()).doesNotContainAnyElementsOf(first.values());
    }

    @Test
    void shouldSendWhatWasPlanned() {
        try (DeviceSimulator fleet = builder(broker.uri(), 3).connect()) {
            fleet.run(50);
            fleet.run(50);

            for (SimulatedDevice device : fleet.devices()) {
                assertThat(fleet.sent())
                        .filteredOn(message -> message.clientId().equals(device.clientId()))
                        .extracting(SentMessage::topic, SentMessage::value)
                        .isEqualTo(device.plan(100).stream()
                                .map(planned -> Tuple.tuple(planned.topic(), planned.value()))
                                .toList());
            }
        }
    }

    @Test
    void shouldLoseNothingWhenConnectionsAreCut() {
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttProbe probe = MqttProbe.on(broker, EVENTS);
                DeviceSimulator fleet = builder(proxy.uri().toString(), 5).connect()) {
            proxy.when(Packets.of(PacketType.PUBACK).toClient().every(60)).dropAndCut();

            fleet.run(200);

            assertThat(fleet.sent()).hasSize(1_000);
            assertThat(proxy.count(FaultAction.DROP_AND_CUT)).isGreaterThan(3);
            assertThat(probe)
                    .received(EVENTS)
                    .values(values(fleet.sent()))
                    .within(LONG)
                    .atLeastOnce()
                    .hasSizeGreaterThan(1_000);
        }
    }

    @Test
    void shouldDropOffAndComeBack() {
        try (MqttProbe probe = MqttProbe.on(broker, "acme/v1/#");
                DeviceSimulator fleet = builder(broker.uri(), 2)
                        .behaviour(Behaviour.steady().dropOff(0.1))
                        .connect()) {
            fleet.run(60);

            assertThat(probe).received(EVENTS).ids(fleet.ids()).within(LONG).atLeastOnce();
            for (SimulatedDevice device : fleet.devices()) {
                String presence = device.presence().toString();
                assertThat(probe)
                        .received(presence)
                        .withPayload("offline")
                        .within(LONG)
                        .atLeastOnce();
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(probe.messages(presence))
                                .last()
                                .satisfies(last -> assertThat(last.text()).isEqualTo("online")));
            }
        }
    }

    @Test
    void shouldPublishAtItsOwnPaceUntilStopped() {
        try (MqttProbe probe = MqttProbe.on(broker, EVENTS);
                DeviceSimulator fleet = builder(broker.uri(), 10)
                        .interval(Duration.ofMillis(20))
                        .start()) {
            probe.await(EVENTS, 200, LONG);
            assertThatIllegalStateException().isThrownBy(() -> fleet.run(1)).withMessageContaining("own pace");

            fleet.stop();
            assertThat(fleet.drain(LONG)).isTrue();
            List<SentMessage> sent = fleet.sent();

            assertThat(probe).received(EVENTS).ids(fleet.ids()).within(LONG).atLeastOnce();
            assertThat(fleet.sent()).isEqualTo(sent);
        }
    }

    @Test
    void shouldGiveEachDeviceItsOwnCredentials() {
        try (EmbeddedBroker guarded = EmbeddedBroker.builder()
                .authenticator((id, user, password) -> id.equals(user) && ("secret of " + id).equals(password))
                .start()) {
            try (DeviceSimulator fleet = builder(guarded.uri(), 3)
                    .connection((id, connection) -> connection.credentials(id, ("secret of " + id).toCharArray()))
                    .connect()) {
                fleet.run(10);

                assertThat(guarded.connectedClients())
                        .containsExactlyInAnyOrderElementsOf(fleet.devices().stream()
                                .map(SimulatedDevice::clientId)
                                .toList());
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> builder(guarded.uri(), 3).connect())
                    .withMessageContaining("refused");
        }
    }

    @Test
    void shouldSayWhyItDoesNotConnect() {
        FaultProxy gone = FaultProxy.to(broker.host(), broker.port()).start();
        gone.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> builder(gone.uri().toString(), 3)
                        .timeout(Duration.ofMillis(500))
                        .connect())
                .withMessageContaining("3 of 3 devices are not in session");
    }

    @Test
    void shouldLeaveNothingBehindWhenClosed() {
        DeviceSimulator fleet = builder(broker.uri(), 30).connect();
        fleet.run(10);

        fleet.close();
        fleet.close();

        assertThat(broker.connectedClients()).noneMatch(id -> id.startsWith("sim-"));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("latido-simulator")));
        assertThatIllegalStateException().isThrownBy(() -> fleet.run(1));
        assertThatIllegalArgumentException().isThrownBy(() -> fleet.run(0));
    }

    private Map<String, List<List<Object>>> run(long seed) {
        try (DeviceSimulator fleet = builder(broker.uri(), 5).seed(seed).connect()) {
            fleet.run(40);
            Map<String, List<List<Object>>> sent = new LinkedHashMap<>();
            for (SimulatedDevice device : fleet.devices()) {
                sent.put(
                        device.clientId(),
                        fleet.sent().stream()
                                .filter(message -> message.clientId().equals(device.clientId()))
                                .map(message -> List.<Object>of(message.topic(), message.value()))
                                .toList());
            }
            return sent;
        }
    }

    private static DeviceSimulator.Builder builder(String uri, int devices) {
        return DeviceSimulator.builder(uri)
                .root(ACME)
                .devices(devices)
                .measures("temp", "hum")
                .timeout(LONG);
    }

    private static Map<String, Double> values(List<SentMessage> sent) {
        Map<String, Double> values = new LinkedHashMap<>();
        sent.forEach(message -> values.put(message.id(), message.value()));
        return values;
    }
}
