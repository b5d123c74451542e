package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.core.Overflow;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.RandomFaults;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * One publisher behind a network that fails at random, by a seed; held in the end against what an independent observer
 * saw.
 *
 * @param receiveMaximum what the broker grants
 * @param strict whether the publisher keeps strict order; only then can PUBLISH be turned down without changing it
 */
record PublisherFaultRun(BrokerKind kind, long seed, int messages, int receiveMaximum, boolean strict) {

    private static final String CLIENT = "gw-a72f";
    private static final int TOPICS = 8;
    private static final int[] PASSING = {0x97, 0x80, 0x83};
    private static final Duration LONG = Duration.ofMinutes(3);

    /** What came of it. */
    record Result(int messages, long faults, long connections, long sentAgain, int duplicated) {

        Result plus(Result other) {
            return new Result(
                    messages + other.messages,
                    faults + other.faults,
                    connections + other.connections,
                    sentAgain + other.sentAgain,
                    duplicated + other.duplicated);
        }

        @Override
        public String toString() {
            return String.format(
                    "%,d messages, %,d faults, %,d connections, recovered %,d, duplicated %,d, lost 0, unexpected 0",
                    messages, faults, connections, sentAgain, duplicated);
        }
    }

    private static List<Topic> topics() {
        return IntStream.range(0, TOPICS)
                .mapToObj(i -> Fleet.ACME
                        .events()
                        .site("planta-1")
                        .area("norte")
                        .device(CLIENT)
                        .measure("m" + i))
                .toList();
    }

    private TestBroker startBroker() {
        kind.assumeAvailable();
        return kind == BrokerKind.EMBEDDED
                ? EmbeddedBroker.builder().receiveMaximum(receiveMaximum).start()
                : MosquittoBroker.builder().receiveMaximum(receiveMaximum).start();
    }

    private RandomFaults weather() {
        Packets publish = Packets.of(PacketType.PUBLISH).toBroker();
        Packets puback = Packets.of(PacketType.PUBACK).toClient();
        RandomFaults faults = RandomFaults.seed(seed)
                .resetEvery(400)
                .loseAckAndCutEvery(400)
                .with(puback.probability(1 / 400.0), Fault.of(FaultAction.DROP_AND_RESET))
                .with(puback.probability(1 / 300.0).atMost(1), Fault.of(FaultAction.DROP))
                .with(puback.probability(1 / 300.0).atMost(1), Fault.of(FaultAction.HALF_OPEN_FROM));
        for (int code : PASSING) {
            Packets refused = strict ? publish : puback;
            faults = faults.with(refused.probability(1 / 300.0), Fault.answer(code));
        }
        return faults;
    }

    Result run() {
        AtomicLong publishes = new AtomicLong();
        try (TestBroker broker = startBroker();
                FaultProxy network =
                        FaultProxy.to(broker.host(), broker.port()).seed(seed).start();
                MqttConnection connection = Fleet.service(network.uri(), CLIENT)
                        .keepAlive(Duration.ofSeconds(5))
                        .connect();
                ResilientPublisher publisher = publisher(connection)) {
            network.when(Packets.of(PacketType.PUBLISH).toBroker().where(packet -> publishes.incrementAndGet() < 0))
                    .drop();
            network.random(weather());
            List<Publication> publications = new ArrayList<>();
            List<ProbedMessage> seen = new ArrayList<>();
            int half = messages / 2;
            try (MqttProbe probe = MqttProbe.on(broker, "acme/#")) {
                publish(publisher, publications, half);
                if (broker instanceof EmbeddedBroker embedded) {
                    embedded.dropSession(CLIENT);
                }
                network.refuse();
                network.cutAll();
                seen.addAll(allThatWasAcknowledged(probe, publications, List.of()));
            }
            broker.restart();
            try (MqttProbe probe = MqttProbe.on(broker, "acme/#")) {
                network.accept();
                publish(publisher, publications, messages - half);
                assertThat(publisher.drain(LONG))
                        .as("%s: all have an outcome", this)
                        .isTrue();
                seen.addAll(allThatWasAcknowledged(probe, publications, seen));
                assertThat(probe.trouble()).isEmpty();
            }
            return judge(network, publications, seen, publishes.get());
        }
    }

    private ResilientPublisher publisher(MqttConnection connection) {
        ResilientPublisher.Builder builder = ResilientPublisher.builder(connection)
                .acknowledgementTimeout(Duration.ofSeconds(2))
                .retryBackoff(Backoff.between(Duration.ofMillis(5), Duration.ofMillis(50)))
                .overflow(Overflow.block(LONG));
        return strict ? builder.strictOrder().build() : builder.build();
    }

    private static void publish(ResilientPublisher publisher, List<Publication> publications, int count) {
        List<Topic> topics = topics();
        for (int i = 0; i < count; i++) {
            publications.add(publisher.publish(topics.get(i % TOPICS), i));
        }
    }

    /** Waits until the observer has seen what the broker has acknowledged; a broker that stops may forget the rest. */
    private static List<ProbedMessage> allThatWasAcknowledged(
            MqttProbe probe, List<Publication> publications, List<ProbedMessage> before) {
        Set<String> expected = new HashSet<>();
        await().during(Duration.ofMillis(200)).atMost(SOON).until(() -> {
            int known = expected.size();
            publications.stream()
                    .filter(publication -> publication.acknowledged().isDone())
                    .forEach(publication -> expected.add(publication.id()));
            return known == expected.size();
        });
        before.forEach(message -> expected.remove(message.key()));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(missing(expected, probe.messages()))
                        .as("acknowledged and not delivered")
                        .isEmpty());
        return probe.messages();
    }

    private static Set<String> missing(Set<String> expected, List<ProbedMessage> messages) {
        Set<String> missing = new HashSet<>(expected);
        messages.forEach(message -> missing.remove(message.key()));
        return missing;
    }

    private Result judge(FaultProxy network, List<Publication> publications, List<ProbedMessage> seen, long publishes) {
        Set<String> ids = new HashSet<>();
        for (Publication publication : publications) {
            assertThat(publication.acknowledged())
                    .as("%s: %s", this, publication.id())
                    .isCompleted();
            ids.add(publication.id());
        }
        Set<String> unexpected = new HashSet<>();
        Set<String> delivered = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        for (ProbedMessage message : seen) {
            if (!ids.contains(message.key())) {
                unexpected.add(message.key());
            } else if (delivered.add(message.key())) {
                long number =
                        Long.parseLong(message.key().substring(message.key().lastIndexOf(':') + 1));
                Long before = last.put(message.topic(), number);
                assertThat(before == null || before < number)
                        .as("%s: first deliveries on %s: %s after %s", this, message.topic(), number, before)
                        .isTrue();
            }
        }
        assertThat(unexpected).as("%s: unexpected", this).isEmpty();
        assertThat(delivered).as("%s: lost", this).isEqualTo(ids);
        long faults = network.counts().entrySet().stream()
                .filter(entry -> entry.getKey().isFault() || entry.getKey() == FaultAction.CUT)
                .mapToLong(Map.Entry::getValue)
                .sum();
        return new Result(
                messages,
                faults + 1,
                network.count(FaultAction.CONNECTED),
                publishes - messages,
                seen.size() - delivered.size());
    }

    @Override
    public String toString() {
        return kind + " seed " + seed + " receive maximum " + receiveMaximum + (strict ? " strict" : "");
    }
}
