package dev.latido.benchmarks;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.JacksonCodec;
import dev.latido.core.MqttConnection;
import dev.latido.core.PayloadCodec;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.topics.TopicFilter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * The cost of exactly once, end to end: a backlog is drained into PostgreSQL with fsync on, one row in one transaction for
 * each message, from eight threads. The bare HiveMQ client decodes, inserts, commits and acknowledges, and inserts the row
 * twice when a message is delivered twice. The subscriber also marks the message. There are so many topics that hardly any
 * has more than one message in line. In turns; medians and the ratio. Arguments: messages (default 20,000), rounds
 * (default 7), topics (default 500).
 */
public final class TransactionComparison {

    private static final int MESSAGES = 20_000;
    private static final int ROUNDS = 7;
    private static final int TOPICS = 500;
    private static final int THREADS = 8;
    private static final int RECEIVE_MAXIMUM = 256;
    private static final String INSERT = "insert into readings (topic, v) values (?, ?)";

    private final Backlog backlog;
    private final DataSource database;
    private final PayloadCodec codec = JacksonCodec.create();

    private TransactionComparison(Backlog backlog, DataSource database) {
        this.backlog = backlog;
        this.database = database;
    }

    /**
     * Runs the comparison.
     *
     * @param arguments messages, rounds and topics
     * @throws Exception if interrupted, or a server does not start
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MESSAGES;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ROUNDS;
        int topics = arguments.length > 2 ? Integer.parseInt(arguments[2]) : TOPICS;
        try (PostgresServer postgres =
                        PostgresServer.builder().setting("fsync", "on").start();
                HikariDataSource pool = pool(postgres.dataSource());
                EmbeddedBroker broker =
                        EmbeddedBroker.builder().queueSize(2 * messages).start()) {
            new TransactionComparison(new Backlog(broker, messages, topics), pool).run(out, rounds);
        }
        // The bare client's network threads would keep the JVM alive.
        System.exit(0);
    }

    private static HikariDataSource pool(DataSource dataSource) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(dataSource);
        config.setMaximumPoolSize(THREADS + 2);
        return new HikariDataSource(config);
    }

    private void run(PrintStream out, int rounds) throws Exception {
        JdbcSeenStore.of(database).createTable();
        try (Connection connection = database.getConnection();
                PreparedStatement create = connection.prepareStatement(
                        "create table readings (topic varchar(256) not null, v double precision not null)")) {
            create.execute();
        }
        Backlog.compare(out, rounds, this::bare, this::latido);
    }

    private double bare(int round) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            return backlog.drainedBy(
                    (publish, done) -> threads.execute(() -> insertAndAcknowledge(publish, done)),
                    round,
                    RECEIVE_MAXIMUM);
        } finally {
            threads.shutdown();
        }
    }

    private void insertAndAcknowledge(Mqtt5Publish publish, Runnable done) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Double value =
                    codec.decode(publish.getPayloadAsBytes(), Double.class).value();
            insert(connection, publish.getTopic().toString(), Objects.requireNonNull(value));
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        publish.acknowledge();
        done.run();
    }

    private static void insert(Connection connection, String topic, double value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, topic);
            statement.setDouble(2, value);
            statement.executeUpdate();
        }
    }

    private double latido(int round) throws InterruptedException {
        backlog.fill("latido", round);
        CountDownLatch left = new CountDownLatch(backlog.messages());
        long start = System.nanoTime();
        try (MqttConnection connection = MqttConnection.builder()
                .broker(backlog.broker().uri())
                .clientId("latido")
                .receiveMaximum(RECEIVE_MAXIMUM)
                .withoutPresence("a benchmark")
                .start()) {
            IdempotentSubscriber.builder(connection)
                    .group("benchmark")
                    .filter(TopicFilter.of(Backlog.FILTER))
                    .payload(Double.class)
                    .seenStore(JdbcSeenStore.of(database))
                    .handler((message, transaction) -> {
                        insert(transaction, message.topic().toString(), message.value());
                        left.countDown();
                    })
                    .concurrency(THREADS)
                    .start();
            left.await();
            return backlog.perSecond(System.nanoTime() - start);
        }
    }
}
