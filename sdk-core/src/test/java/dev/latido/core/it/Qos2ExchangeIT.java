package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.Fleet.TEMPERATURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Acknowledgement;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Publication;
import dev.latido.core.PublishRequest;
import dev.latido.core.Qos;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.RuleStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An exchange of QoS 2 that is cut at each of its points: what is acknowledged has arrived, and so has what follows. */
class Qos2ExchangeIT {

    private static final int RECEIVE_MAXIMUM = 5;

    /** Where the connection ends. */
    private record Cut(String name, Packets packet, Consumer<RuleStep> fault) {

        static Cut before(PacketType type, Direction direction) {
            return new Cut(
                    "before-" + type.name().toLowerCase(Locale.ROOT),
                    Packets.of(type).direction(direction),
                    RuleStep::dropAndCut);
        }

        static Cut after(PacketType type, Direction direction) {
            return new Cut(
                    "after-" + type.name().toLowerCase(Locale.ROOT),
                    Packets.of(type).direction(direction),
                    RuleStep::cutAfter);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Cut> CUTS = List.of(
            Cut.before(PacketType.PUBLISH, Direction.TO_BROKER),
            Cut.after(PacketType.PUBLISH, Direction.TO_BROKER),
            Cut.before(PacketType.PUBREC, Direction.TO_CLIENT),
            Cut.after(PacketType.PUBREC, Direction.TO_CLIENT),
            Cut.before(PacketType.PUBREL, Direction.TO_BROKER),
            Cut.after(PacketType.PUBREL, Direction.TO_BROKER),
            Cut.before(PacketType.PUBCOMP, Direction.TO_CLIENT),
            Cut.after(PacketType.PUBCOMP, Direction.TO_CLIENT));

    static Stream<Arguments> cuts() {
        return Stream.of(BrokerKind.EMBEDDED, BrokerKind.MOSQUITTO)
                .flatMap(kind -> Stream.of(MqttVersion.values())
                        .flatMap(
                                version -> Stream.of(1, RECEIVE_MAXIMUM).map(nth -> Arguments.of(kind, version, nth))));
    }

    private static TestBroker broker(BrokerKind kind) {
        kind.assumeAvailable();
        return kind == BrokerKind.EMBEDDED
                ? EmbeddedBroker.builder().receiveMaximum(RECEIVE_MAXIMUM).start()
                : MosquittoBroker.builder().receiveMaximum(RECEIVE_MAXIMUM).start();
    }

    @ParameterizedTest
    @MethodSource("cuts")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldAcknowledgeOnlyWhatArrives(BrokerKind kind, MqttVersion version, int nth) throws Exception {
        try (TestBroker broker = broker(kind);
                MqttProbe probe = MqttProbe.on(broker, "acme/#")) {
            for (Cut cut : CUTS) {
                acknowledgesOnlyWhatArrives(broker, probe, version, nth, cut);
            }
        }
    }

    private static void acknowledgesOnlyWhatArrives(
            TestBroker broker, MqttProbe probe, MqttVersion version, int nth, Cut cut) throws Exception {
        String clientId = "gw-" + cut.name();
        List<Publication> broken = new ArrayList<>();
        List<Publication> later = new ArrayList<>();
        AtomicLong pubcomps = new AtomicLong();
        try (FaultProxy network = FaultProxy.to(broker).start();
                MqttConnection connection = connection(network, clientId, version)) {
            network.when(Packets.of(PacketType.PUBCOMP).toClient().where(packet -> pubcomps.incrementAndGet() < 0))
                    .drop();
            cut.fault.accept(network.when(cut.packet.nth(nth)));
            try (ResilientPublisher publisher =
                    ResilientPublisher.builder(connection).build()) {
                publish(publisher, RECEIVE_MAXIMUM, broken);
                assertThat(publisher.drain(SOON)).as("%s: drained", cut).isTrue();
                publish(publisher, RECEIVE_MAXIMUM, later);
                assertThat(publisher.drain(SOON)).as("%s: drained", cut).isTrue();
            }
            assertThat(network.count(FaultAction.CONNECTED))
                    .as("%s: connections", cut)
                    .isEqualTo(2);
        }
        // The next process, with the same session.
        try (MqttConnection connection = connection(broker, clientId, version);
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            publish(publisher, RECEIVE_MAXIMUM, later);
            assertThat(publisher.drain(SOON)).as("%s: drained", cut).isTrue();
        }
        List<Publication> all = Stream.concat(broken.stream(), later.stream()).toList();
        for (Publication publication : all) {
            assertThat(acknowledgement(publication).byBroker()).as("%s", cut).isTrue();
        }
        long exact = 0;
        for (Publication publication : all) {
            exact += acknowledgement(publication).qos() == Qos.EXACTLY_ONCE ? 1 : 0;
        }
        assertThat(exact).as("%s: acknowledged with QoS 2", cut).isLessThanOrEqualTo(pubcomps.get());
        assertThat(probe)
                .as("%s", cut)
                .received(TEMPERATURE)
                .ids(all.stream().map(Publication::id).toList())
                .ignoringOthers()
                .within(Duration.ofSeconds(5))
                .atLeastOnce();
    }

    /** Mosquitto acknowledges messages beyond its limit and discards them; with MQTT 3.1.1 it cannot say so. */
    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldLoseNothingBeyondTheNumberOfExchangesThatABrokerKeeps(MqttVersion version) throws Exception {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker =
                        MosquittoBroker.builder().receiveMaximum(1).start();
                MqttProbe probe = MqttProbe.on(broker, "acme/#");
                MqttConnection connection = connection(broker, "gw-many", version);
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            List<Publication> publications = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                publish(publisher, 1, publications);
                publications.add(publisher.publish(TEMPERATURE, i));
            }

            assertThat(publisher.drain(SOON)).isTrue();
            for (int i = 0; i < publications.size(); i++) {
                assertThat(acknowledgement(publications.get(i)).qos())
                        .isEqualTo(i % 2 == 0 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE);
            }
            assertThat(probe)
                    .received(TEMPERATURE)
                    .ids(publications.stream().map(Publication::id).toList())
                    .within(SOON)
                    .exactlyOnce();
        }
    }

    private static void publish(ResilientPublisher publisher, int messages, List<Publication> to) {
        for (int i = 0; i < messages; i++) {
            to.add(publisher.publish(PublishRequest.of(TEMPERATURE, i).exactlyOnce("a test")));
        }
    }

    private static MqttConnection connection(FaultProxy network, String clientId, MqttVersion version) {
        return Fleet.service(network.uri(), clientId).version(version).connect();
    }

    private static MqttConnection connection(TestBroker broker, String clientId, MqttVersion version) {
        return Fleet.service(broker.uri(), clientId).version(version).connect();
    }

    private static Acknowledgement acknowledgement(Publication publication) throws Exception {
        return publication.acknowledged().get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
