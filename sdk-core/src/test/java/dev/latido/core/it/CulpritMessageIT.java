package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ch.qos.logback.classic.Level;
import dev.latido.core.JournalOutbox;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Publication;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.PublishRequest;
import dev.latido.core.PublisherListener;
import dev.latido.core.ResilientPublisher;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.topics.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A message at which the broker ends the connection gets its outcome, and nothing else does. */
class CulpritMessageIT {

    private static final Duration FOUND = Duration.ofMinutes(2);
    private static final boolean PROOF = Boolean.getBoolean("latido.proof");
    private static final Topic POISON = Topic.unchecked("acme/v1/evt/planta-1/norte/gw-1/poison");
    private static final Topic GOOD = Topic.unchecked("acme/v1/evt/planta-1/norte/gw-1/good");

    private static Logged log;

    private final String clientId = Fleet.clientId();
    private final List<OutboxMessage> rejected = new CopyOnWriteArrayList<>();
    private final PublisherListener deadLetters = new PublisherListener() {
        @Override
        public void rejected(OutboxMessage message, PublishFailedException reason) {
            rejected.add(message);
        }
    };

    @BeforeAll
    static void listen() {
        log = Logged.by(MqttConnection.class, Level.WARN);
    }

    @AfterAll
    static void restoreLog() {
        log.close();
    }

    private ResilientPublisher.Builder publisher(MqttConnection connection) {
        return ResilientPublisher.builder(connection).listener(deadLetters);
    }

    private static void assertRejected(Publication publication, String how) {
        assertThat(publication.acknowledged())
                .failsWithin(FOUND)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        PublishRejectedException.class,
                        rejection -> assertThat(rejection.endedConnection()).isTrue())
                .withMessageContaining("on acme/v1/evt")
                .withMessageContaining("bytes")
                .withMessageContaining(how);
    }

    private static void assertAcknowledged(List<Publication> publications) {
        publications.forEach(
                publication -> assertThat(publication.acknowledged()).succeedsWithin(FOUND));
    }

    private static List<Publication> publish(ResilientPublisher publisher, Topic topic, int from, int to) {
        List<Publication> publications = new ArrayList<>();
        for (int i = from; i < to; i++) {
            publications.add(publisher.publish(topic, "good " + i));
        }
        return publications;
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @Execution(ExecutionMode.CONCURRENT)
    void shouldFindAMessageThatIsTooLargeForMosquitto(MqttVersion version) {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration("message_size_limit 4000")
                        .start();
                MqttConnection connection =
                        Fleet.service(broker.uri(), clientId).version(version).connect();
                ResilientPublisher publisher = publisher(connection).build()) {
            Publication large = publisher.publish(GOOD, "x".repeat(6_000));
            List<Publication> good = publish(publisher, GOOD, 0, 60);

            if (version == MqttVersion.MQTT_5) {
                assertRejected(large, "ends the connection");
                assertThat(rejected).hasSize(1);
            }
            assertAcknowledged(good);
            assertThat(log.messages(Level.WARN, clientId)).noneMatch(line -> line.contains("another process"));
        }
    }

    @ParameterizedTest
    @MethodSource("culprits")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldFindACulpritAmongManyInFlight(int code, MqttVersion version, int qos) {
        try (TouchyBroker broker = new TouchyBroker();
                MqttConnection connection =
                        Fleet.service(broker.uri(), clientId).version(version).connect();
                ResilientPublisher publisher = publisher(connection).build()) {
            broker.code = code;
            broker.poison = (topic, payload) -> topic.equals(POISON.toString());
            List<Publication> good = publish(publisher, GOOD, 0, 50);
            PublishRequest request = PublishRequest.of(POISON, "poison");
            Publication culprit = publisher.publish(qos == 2 ? request.exactlyOnce("a test") : request);
            good.addAll(publish(publisher, GOOD, 50, 100));

            assertRejected(culprit, "ends the connection");
            assertAcknowledged(good);
            assertThat(rejected).singleElement().returns(POISON, OutboxMessage::topic);
            assertThat(publisher.backlog().messages()).isZero();
            assertThat(values(broker)).containsSubsequence(expected(100));
        }
    }

    static Stream<Arguments> culprits() {
        Stream<Arguments> always = Stream.of(
                arguments(135, MqttVersion.MQTT_5, 1),
                arguments(155, MqttVersion.MQTT_5, 2),
                arguments(-1, MqttVersion.MQTT_3_1_1, 1));
        Stream<Arguments> proof = Stream.of(
                arguments(149, MqttVersion.MQTT_5, 1),
                arguments(-1, MqttVersion.MQTT_5, 1),
                arguments(-1, MqttVersion.MQTT_3_1_1, 2));
        return PROOF ? Stream.concat(always, proof) : always;
    }

    private static List<String> values(TouchyBroker broker) {
        return broker.payloads.stream()
                .map(payload -> payload.replaceAll(".*\"v\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private static List<String> expected(int messages) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            all.add("good " + i);
        }
        return all;
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldFindTheOnlyMessageThereIs() {
        try (TouchyBroker broker = new TouchyBroker();
                MqttConnection connection =
                        Fleet.service(broker.uri(), clientId).connect();
                ResilientPublisher publisher = publisher(connection).build()) {
            broker.poison = (topic, payload) -> payload.length > 1_000;
            Publication only = publisher.publish(GOOD, "x".repeat(3_000));

            assertRejected(only, "ends the connection");
            assertThat(rejected).hasSize(1);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldFindTwoCulpritsOneAfterTheOther() {
        try (TouchyBroker broker = new TouchyBroker();
                MqttConnection connection =
                        Fleet.service(broker.uri(), clientId).connect();
                ResilientPublisher publisher = publisher(connection).build()) {
            broker.poison = (topic, payload) -> payload.length > 1_000;
            Publication first = publisher.publish(GOOD, "x".repeat(2_000));
            Publication second = publisher.publish(GOOD, "x".repeat(2_001));
            List<Publication> good = publish(publisher, GOOD, 0, 20);

            assertRejected(first, "ends the connection");
            assertRejected(second, "ends the connection");
            assertAcknowledged(good);
            assertThat(rejected).hasSize(2);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRemoveACulpritFromAJournalAfterARestart(@TempDir Path directory) {
        try (TouchyBroker broker = new TouchyBroker()) {
            broker.poison = (topic, payload) -> topic.equals(POISON.toString());
            try (MqttConnection connection = MqttConnection.builder()
                            .broker("mqtt://127.0.0.1:1")
                            .clientId(clientId)
                            .withoutPresence("a test")
                            .start();
                    ResilientPublisher publisher = publisher(connection)
                            .outbox(JournalOutbox.at(directory))
                            .build()) {
                assertThat(publisher.publish(POISON, "poison").stored()).succeedsWithin(FOUND);
                publish(publisher, GOOD, 0, 10)
                        .forEach(stored -> assertThat(stored.stored()).succeedsWithin(FOUND));
            }
            try (MqttConnection connection =
                            Fleet.service(broker.uri(), clientId).connect();
                    ResilientPublisher publisher = publisher(connection)
                            .outbox(JournalOutbox.at(directory))
                            .build()) {
                await().atMost(FOUND).until(() -> publisher.backlog().messages() == 0);
                assertThat(rejected).singleElement().returns(POISON, OutboxMessage::topic);
                assertThat(values(broker)).containsSubsequence(expected(10));
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldNotTakeAnInnocentMessageForAMessageWithQos0() {
        try (TouchyBroker broker = new TouchyBroker();
                MqttConnection connection =
                        Fleet.service(broker.uri(), clientId).connect();
                ResilientPublisher publisher = publisher(connection).build()) {
            broker.poison = (topic, payload) -> topic.equals(POISON.toString());
            List<Publication> good = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                publisher.publish(PublishRequest.of(POISON, "poison").atMostOnce());
                Publication innocent = publisher.publish(GOOD, "good " + i);
                good.add(innocent);
                if (i % 2 == 0) {
                    assertThat(innocent.acknowledged()).succeedsWithin(FOUND);
                }
            }

            assertAcknowledged(good);
            assertThat(rejected).isEmpty();
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRejectNothingWhileTheBrokerEndsTheConnectionAtEveryMessage() {
        try (TouchyBroker broker = new TouchyBroker();
                MqttConnection connection =
                        Fleet.service(broker.uri(), clientId).connect();
                ResilientPublisher publisher = publisher(connection).build()) {
            broker.poison = (topic, payload) -> true;
            List<Publication> all = publish(publisher, GOOD, 0, 20);
            await().during(Duration.ofSeconds(PROOF ? 30 : 12))
                    .atMost(FOUND)
                    .until(() ->
                            all.stream().noneMatch(one -> one.acknowledged().isDone()));

            broker.poison = (topic, payload) -> false;
            assertAcknowledged(all);
            assertThat(rejected).isEmpty();
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, PROOF ? 4 : 1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRejectNothingWhenTheNetworkCutsEverySessionWithinASecond(long seed) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Random random = new Random(seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PROOF ? 60 : 20);
        try (TouchyBroker broker = new TouchyBroker();
                FaultProxy network = FaultProxy.to(
                                "127.0.0.1", java.net.URI.create(broker.uri()).getPort())
                        .start();
                MqttConnection connection =
                        Fleet.service(network.uri(), clientId).connect();
                ResilientPublisher publisher = publisher(connection).inFlight(4).build()) {
            network.delay(Direction.TO_CLIENT, Duration.ofMillis(150));
            timer.execute(new Runnable() {
                @Override
                public void run() {
                    if (System.nanoTime() - end < 0) {
                        network.cutAll();
                        timer.schedule(this, 50 + random.nextInt(950), TimeUnit.MILLISECONDS);
                    }
                }
            });
            List<Publication> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                all.add(publisher.publish(i % 3 == 0 ? POISON : GOOD, "good " + i));
            }
            await().atMost(FOUND.multipliedBy(2)).until(() -> System.nanoTime() - end > 0);

            network.heal();
            all.forEach(one -> assertThat(one.acknowledged()).succeedsWithin(FOUND));
            assertThat(rejected).isEmpty();
        } finally {
            timer.shutdownNow();
        }
    }
}
