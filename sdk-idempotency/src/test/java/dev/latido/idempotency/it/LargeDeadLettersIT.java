package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.ConnectionListener;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.StateChange;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A message a few bytes below the largest packet that the broker accepts, and its dead letter. */
class LargeDeadLettersIT {

    private static final Duration PATIENT = Duration.ofSeconds(90);
    private static final int LIMIT = 1_000;

    /** Longer than the topic of the message, so that over MQTT 3.1.1 the dead letter is the larger packet. */
    private static final String GROUP = "a-group-whose-name-is-longer-than-the-topic";

    private static final String DEAD_LETTERS = "latido/v1/evt/dead-letter/" + GROUP;

    private final AtomicInteger sessions = new AtomicInteger();

    @BeforeAll
    static void requireMosquitto() {
        BrokerKind.MOSQUITTO.assumeAvailable();
    }

    private MqttConnection.Builder consumer(MosquittoBroker broker, MqttVersion version) {
        return Fleet.service(broker.uri(), "billing-1").version(version).listener(new ConnectionListener() {
            @Override
            public void stateChanged(StateChange change) {
                if (change.to() == ConnectionState.CONNECTED) {
                    sessions.incrementAndGet();
                }
            }
        });
    }

    private static SubscriberOptions failing(MqttConnection connection, CountDownLatch good) {
        return IdempotentSubscriber.builder(connection)
                .group(GROUP)
                .filter(Fleet.TEMPERATURES)
                .payload(String.class)
                .handler(message -> {
                    if (message.id().equals("good")) {
                        good.countDown();
                    } else {
                        throw new PermanentFailure("no ".repeat(100));
                    }
                });
    }

    private static void publish(MosquittoBroker broker, String payload) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-raw").connect()) {
            ConnectionLink.of(connection)
                    .publishNow(Fleet.TEMPERATURE, payload.getBytes(StandardCharsets.UTF_8), List.of())
                    .join();
        }
    }

    /** Returns a payload whose packet is a few bytes below the limit. */
    private static String poison() {
        int rest = LIMIT - 12 - Fleet.TEMPERATURE.toString().length() - "{\"id\":\"bad\",\"v\":\"\"}".length();
        return "{\"id\":\"bad\",\"v\":\"" + "x".repeat(rest) + "\"}";
    }

    private void assertOneLetterAndAWorkingConnection(
            MosquittoBroker broker, MqttVersion version, int maximum, int mostSessions) throws Exception {
        CountDownLatch good = new CountDownLatch(1);
        try (MqttProbe letters = MqttProbe.on(broker, DEAD_LETTERS);
                MqttConnection connection = consumer(broker, version).connect();
                IdempotentSubscriber subscriber =
                        failing(connection, good).deadLetterMaximum(maximum).start()) {
            subscriber.subscribed().get(30, TimeUnit.SECONDS);

            publish(broker, poison());
            publish(broker, "{\"id\":\"good\",\"v\":\"1\"}");

            ProbedMessage letter = letters.await(DEAD_LETTERS, 1, PATIENT).get(0);
            assertThat(letter.text()).contains("\"id\":\"bad\",\"size\":", "\"sha256\":\"");
            assertThat(good.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(sessions.get()).isBetween(1, mostSessions);
        }
    }

    @Test
    void shouldPublishAReferenceWhenTheBrokerAnnouncesItsLimit() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.builder()
                .configuration("max_packet_size " + LIMIT)
                .start()) {
            assertOneLetterAndAWorkingConnection(broker, MqttVersion.MQTT_5, Integer.MAX_VALUE, 1);
        }
    }

    @Test
    void shouldPublishAReferenceWhenTheApplicationKnowsTheLimit() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.builder()
                .configuration("max_packet_size " + LIMIT)
                .start()) {
            assertOneLetterAndAWorkingConnection(broker, MqttVersion.MQTT_3_1_1, LIMIT, 1);
        }
    }

    @Test
    void shouldFindOutTheLimitOfABrokerThatOnlyCloses() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.builder()
                .configuration("max_packet_size " + LIMIT)
                .start()) {
            assertOneLetterAndAWorkingConnection(broker, MqttVersion.MQTT_3_1_1, Integer.MAX_VALUE, 8);
        }
    }

    @Test
    void shouldKeepTheConnectionWhateverTheSize() throws Exception {
        CountDownLatch good = new CountDownLatch(1);
        try (MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration("max_packet_size " + LIMIT)
                        .start();
                MqttProbe letters = MqttProbe.on(broker, DEAD_LETTERS);
                MqttConnection connection = consumer(broker, MqttVersion.MQTT_5).connect();
                IdempotentSubscriber subscriber = failing(connection, good).start();
                MqttConnection gateway = Fleet.service(broker.uri(), "gw-raw").connect()) {
            subscriber.subscribed().get(30, TimeUnit.SECONDS);
            int sizes = 200;

            for (int i = 0; i < sizes; i++) {
                String payload = "{\"id\":\"bad-" + (100 + i) + "\",\"v\":\"" + "x".repeat(550 + i) + "\"}";
                ConnectionLink.of(gateway)
                        .publishNow(Fleet.TEMPERATURE, payload.getBytes(StandardCharsets.UTF_8), List.of())
                        .join();
            }

            List<ProbedMessage> arrived = letters.await(DEAD_LETTERS, sizes, PATIENT);
            assertThat(sessions.get()).isEqualTo(1);
            assertThat(arrived)
                    .filteredOn(letter -> letter.text().contains("sha256"))
                    .hasSizeBetween(1, sizes - 1);
            assertThat(subscriber.statistics().deadLettered()).isEqualTo(sizes);
        }
    }
}
