package dev.latido.examples.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.RawCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

@WithBroker
class ReplayCommandIT {

    private static final Topic TOPIC = Topic.of("acme/v1/evt/planta-1/norte/gw-1/temp");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final EmbeddedBroker broker;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    ReplayCommandIT(EmbeddedBroker broker) {
        this.broker = broker;
    }

    private int replay(String... arguments) {
        PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
        return CommandFrame.around(new ReplayCommand(out), out, out).execute(arguments);
    }

    private String output() {
        String text = output.toString(StandardCharsets.UTF_8);
        output.reset();
        return text;
    }

    private MqttConnection connection(String clientId) {
        return MqttConnection.builder()
                .broker(broker.uri())
                .clientId(clientId)
                .withoutPresence("a test")
                .connect();
    }

    @Test
    void shouldBringADeadLetterBackOnce() throws Exception {
        AtomicBoolean mended = new AtomicBoolean();
        List<String> handled = new CopyOnWriteArrayList<>();
        String[] list = {"--broker", broker.uri(), "--group", "billing", "--for", "1"};
        assertThat(replay(list)).as("sets the session up: %s", output()).isZero();

        try (MqttConnection consumer = connection("consumer");
                MqttConnection producer = connection("producer")) {
            IdempotentSubscriber subscriber = IdempotentSubscriber.builder(consumer)
                    .group("billing")
                    .filter(TopicFilter.of("acme/v1/evt/+/+/+/temp"))
                    .payload(Double.class)
                    .handler(message -> {
                        if (!mended.get()) {
                            throw new PermanentFailure("no such meter");
                        }
                        handled.add(message.id());
                    })
                    .start();
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            ResilientPublisher publisher = ResilientPublisher.builder(producer).build();
            String id = publisher.publish(TOPIC, 21.3).id();
            await().atMost(SOON).until(() -> subscriber.statistics().deadLettered() == 1);

            assertThat(replay(list)).isZero();
            assertThat(output()).contains("kept", id, "PermanentFailure: no such meter", "1 dead letters, 1 left");
            mended.set(true);

            assertThat(replay("--broker", broker.uri(), "--group", "billing", "--id", id, "--for", "2"))
                    .isZero();

            assertThat(output()).contains("replayed", "1 dead letters, 0 left");
            await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly(id));
            assertThat(replay(list)).isZero();
            assertThat(output()).contains("0 dead letters");
        }
    }

    /** Two devices count alike, and neither reading can be handled. */
    @Test
    void shouldNotTakeTheDeadLetterOfAnotherTopic() throws Exception {
        String[] list = {"--broker", broker.uri(), "--group", "counters", "--for", "1"};
        assertThat(replay(list)).as("sets the session up: %s", output()).isZero();

        try (MqttConnection consumer = connection("consumer");
                MqttConnection producer = connection("producer")) {
            IdempotentSubscriber subscriber = IdempotentSubscriber.builder(consumer)
                    .group("counters")
                    .filter(TopicFilter.of("acme/v1/evt/+/+/+/temp"))
                    .payload(Double.class)
                    .handler(message -> {
                        throw new PermanentFailure("no such meter");
                    })
                    .start();
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            ResilientPublisher publisher = ResilientPublisher.builder(producer)
                    .codec(RawCodec.create())
                    .build();
            for (String device : List.of("gw-a", "gw-b")) {
                publisher.publish(
                        Topic.of("acme/v1/evt/planta-1/norte/" + device + "/temp"),
                        "{\"id\":1,\"v\":21.3}".getBytes(StandardCharsets.UTF_8));
            }
            await().atMost(SOON).until(() -> subscriber.statistics().deadLettered() == 2);
        }

        assertThat(replay("--broker", broker.uri(), "--group", "counters", "--discard", "1", "--for", "2"))
                .isEqualTo(1);
        assertThat(output()).contains("AMBIGUOUS", "2 dead letters, 2 left");
        String one = "acme/v1/evt/planta-1/norte/gw-a/temp#1";
        assertThat(replay("--broker", broker.uri(), "--group", "counters", "--discard", one, "--for", "2"))
                .isZero();
        assertThat(output()).contains("discarded", "2 dead letters, 1 left");
    }

    @Test
    void shouldBringADeadLetterOfATableBackOnce() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:replay;DB_CLOSE_DELAY=-1");
        AtomicBoolean mended = new AtomicBoolean();
        List<String> handled = new CopyOnWriteArrayList<>();
        String[] list = {"--broker", broker.uri(), "--group", "billing", "--db", database.getURL()};
        assertThat(replay(list)).isEqualTo(3);
        assertThat(output()).contains("latido_dead_letter", "DeadLetterTable.createTable()");

        try (MqttConnection consumer = connection("consumer");
                MqttConnection producer = connection("producer")) {
            IdempotentSubscriber subscriber = IdempotentSubscriber.builder(consumer)
                    .group("billing")
                    .filter(TopicFilter.of("acme/v1/evt/+/+/+/temp"))
                    .payload(Double.class)
                    .seenStore(JdbcSeenStore.of(database).createTable())
                    .handler((message, transaction) -> {
                        if (!mended.get()) {
                            throw new PermanentFailure("no such meter");
                        }
                        handled.add(message.id());
                    })
                    .deadLetters(DeadLetterTable.of(database).createTable())
                    .start();
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            ResilientPublisher publisher = ResilientPublisher.builder(producer).build();
            String first = publisher.publish(TOPIC, 21.3).id();
            String second = publisher.publish(TOPIC, 21.4).id();
            await().atMost(SOON).until(() -> subscriber.statistics().deadLettered() == 2);

            assertThat(replay(list)).isZero();
            assertThat(output())
                    .contains("kept", first, second, "PermanentFailure: no such meter", "2 dead letters, 2 left");
            mended.set(true);

            assertThat(replay("--broker", broker.uri(), "--group", "billing", "--db", database.getURL(), "--all"))
                    .isZero();

            assertThat(output()).contains("replayed", "2 dead letters, 0 left");
            await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly(first, second));
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheCommandLine() {
        assertThat(replay("--broker", "mqtt://127.0.0.1", "--group", "a", "--db-user", "x"))
                .isEqualTo(2);
        assertThat(output()).contains("require --db");
        assertThat(replay("--broker", "mqtt://127.0.0.1", "--group", "a", "--db", "jdbc:h2:mem:x", "--topic", "t"))
                .isEqualTo(2);
        assertThat(output()).contains("either --db or --topic");
        assertThat(replay("--group", "billing")).isEqualTo(2);
        assertThat(output()).contains("name the --broker");
        assertThat(replay("--broker", "mqtt://127.0.0.1")).isEqualTo(2);
        assertThat(output()).contains("name the --group");
        assertThat(replay("--broker", "mqtt://127.0.0.1", "--group", "a", "--all", "--id", "x"))
                .isEqualTo(2);
        assertThat(output()).contains("either --all or single ids");
    }
}
