package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.testkit.database.RedisServer;
import dev.latido.topics.TopicFilter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The messages per second that 1, 2 and 4 consumer processes store in PostgreSQL, with a pause of some milliseconds in the
 * handler in place of other work. Prints a table with a column for each way to share the work:
 *
 * <ul>
 *   <li>a shared group, mark and insert of each message in one transaction;
 *   <li>the same, but each process with its own filter instead;
 *   <li>a shared group, marks and inserts of 100 messages in one transaction, without the pause;
 *   <li>a shared group, claim and commit in Redis around an insert in another transaction.
 * </ul>
 *
 * <p>The processes of each cell handle other messages first, so that no compiler shares the cores during the measurement.
 *
 * <p>Arguments: messages for each cell (default 6,000), pause (default 5 ms), warm-up messages for each process
 * (default 4,000), {@code embedded} (default) or {@code mosquitto}.
 */
public final class ScaleOut {

    private static final int MESSAGES = 6_000;
    private static final int PAUSE = 5;
    private static final int WARM_UP = 4_000;
    private static final int TOPICS = 200;
    private static final int WINDOW = 1_000;
    private static final int HANDLERS = 8;
    private static final int BATCH = 100;

    private ScaleOut() {}

    /** The ways to share and handle messages. */
    private enum Pattern {
        SINGLE,
        OWN_FILTERS,
        BATCH,
        REDIS
    }

    /** The work of each cell: measured messages, warm-up messages for each process, milliseconds of work. */
    private record Load(int messages, int warmUp, int pause) {}

    /** The servers of the consumers of all runs. */
    private record Servers(TestBroker broker, PostgresServer postgres, RedisServer redis) {}

    /** A consumer process, which handles messages until its input ends. */
    static final class Consumer {

        private final DataSource database;
        private final String redis;
        private final String run;
        private final int number;
        private final int pause;

        private Consumer(DataSource database, String redis, String run, int number, int pause) {
            this.database = database;
            this.redis = redis;
            this.run = run;
            this.number = number;
            this.pause = pause;
        }

        /**
         * Runs a consumer.
         *
         * @param arguments broker, database, Redis, run, number of the process, pattern, pause in ms
         * @throws IOException if the input cannot be read
         */
        public static void main(String[] arguments) throws IOException {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(arguments[1]);
            config.setMaximumPoolSize(HANDLERS + 2);
            try (HikariDataSource database = new HikariDataSource(config);
                    MqttConnection connection = MqttConnection.builder()
                            .broker(arguments[0])
                            .clientId(arguments[3] + "-" + arguments[4])
                            .withoutPresence("a benchmark")
                            .connect()) {
                new Consumer(
                                database,
                                arguments[2],
                                arguments[3],
                                Integer.parseInt(arguments[4]),
                                Integer.parseInt(arguments[6]))
                        .subscriber(connection, Pattern.valueOf(arguments[5]))
                        .concurrency(HANDLERS)
                        .start()
                        .subscribed()
                        .join();
                PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
                out.println("READY");
                out.println("END " + System.in.read());
            }
            System.exit(0);
        }

        private SubscriberOptions subscriber(MqttConnection connection, Pattern pattern) {
            var group = IdempotentSubscriber.builder(connection).group(run);
            var step = (pattern == Pattern.OWN_FILTERS
                            ? group.filter(TopicFilter.of("acme/v1/evt/" + run + "/" + number + "/+"))
                            : group.filter(TopicFilter.of("acme/v1/evt/" + run + "/+/+"))
                                    .sharedGroup(run))
                    .payload(Double.class);
            return switch (pattern) {
                case SINGLE, OWN_FILTERS ->
                    step.seenStore(JdbcSeenStore.of(database)).handler((message, transaction) -> {
                        TimeUnit.MILLISECONDS.sleep(pause);
                        insert(transaction, List.of(message));
                    });
                case BATCH ->
                    step.seenStore(JdbcSeenStore.of(database))
                            .batch(
                                    BATCH,
                                    Duration.ofMillis(20),
                                    (messages, transaction) -> insert(transaction, messages));
                case REDIS ->
                    step.seenStore(RedisSeenStore.of(redis)).handler(message -> {
                        TimeUnit.MILLISECONDS.sleep(pause);
                        try (Connection own = database.getConnection()) {
                            insert(own, List.of(message));
                        }
                    });
            };
        }

        private void insert(Connection connection, List<Message<Double>> messages) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement("insert into reading values (?, ?, ?)")) {
                for (Message<Double> message : messages) {
                    insert.setString(1, run);
                    insert.setString(2, message.topic().toString());
                    insert.setDouble(3, message.value());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    /**
     * Runs the measurement.
     *
     * @param arguments messages, pause, messages before, broker
     * @throws Exception if a server does not start
     */
    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MESSAGES;
        int pause = arguments.length > 1 ? Integer.parseInt(arguments[1]) : PAUSE;
        int warmUp = arguments.length > 2 ? Integer.parseInt(arguments[2]) : WARM_UP;
        BrokerKind kind =
                arguments.length > 3 ? BrokerKind.valueOf(arguments[3].toUpperCase(Locale.ROOT)) : BrokerKind.EMBEDDED;
        Load load = new Load(messages, warmUp, pause);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (TestBroker broker = start(kind, 2 * Math.max(messages, 4 * warmUp));
                PostgresServer postgres =
                        PostgresServer.builder().setting("fsync", "on").start();
                RedisServer redis =
                        RedisServer.builder().setting("appendonly", "yes").start()) {
            JdbcSeenStore.of(postgres.dataSource()).createTable();
            execute(postgres, "create table reading (run varchar(64), topic varchar(256), v double precision)");
            execute(postgres, "create index on reading (run)");
            out.printf(
                    "| processes | shared group, %1$d ms of work each | filters of their own, %1$d ms of work each"
                            + " | shared group, batches of %2$d | shared group, ids in Redis, %1$d ms of work each |%n",
                    pause, BATCH);
            out.println("|---:|---:|---:|---:|---:|");
            Servers servers = new Servers(broker, postgres, redis);
            for (int processes : new int[] {1, 2, 4}) {
                out.printf("| %d |", processes);
                for (Pattern pattern : Pattern.values()) {
                    out.printf(" %,.0f/s |", rate(servers, processes, load, pattern));
                }
                out.println();
            }
        }
        System.exit(0);
    }

    private static TestBroker start(BrokerKind kind, int queueSize) throws IOException {
        return kind == BrokerKind.MOSQUITTO
                ? MosquittoBroker.builder().queueSize(queueSize).start()
                : EmbeddedBroker.builder().queueSize(queueSize).start();
    }

    private static void execute(PostgresServer postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double rate(Servers servers, int processes, Load load, Pattern pattern) throws Exception {
        String run = "run-" + processes + "-"
                + pattern.name().toLowerCase(Locale.ROOT).replace('_', '-');
        List<Process> consumers = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                consumers.add(consumer(servers, run, i, pattern, load.pause()));
            }
            for (Process consumer : consumers) {
                awaitReady(consumer);
            }
            int before = processes * load.warmUp();
            publish(servers.broker(), run, processes, 0, before);
            awaitRows(servers.postgres(), run, before);
            long start = System.nanoTime();
            publish(servers.broker(), run, processes, before, before + load.messages());
            awaitRows(servers.postgres(), run, before + load.messages());
            return load.messages() / ((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
        } finally {
            for (Process consumer : consumers) {
                consumer.destroy();
                consumer.waitFor();
            }
        }
    }

    private static Process consumer(Servers servers, String run, int number, Pattern pattern, int pause)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=dev/latido/benchmarks/logback.xml",
                        Consumer.class.getName(),
                        servers.broker().uri(),
                        servers.postgres().jdbcUrl(),
                        servers.redis().uri(),
                        run,
                        Integer.toString(number),
                        pattern.name(),
                        Integer.toString(pause))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitReady(Process consumer) throws IOException {
        var lines = consumer.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); !"READY".equals(line); line = lines.readLine()) {
            if (line == null) {
                throw new IOException("a consumer did not start");
            }
        }
    }

    /** Publishes to one branch of the topics for each process. */
    private static void publish(TestBroker broker, String run, int branches, int from, int to)
            throws InterruptedException {
        Mqtt5AsyncClient producer = MqttClient.builder()
                .useMqttVersion5()
                .identifier("producer")
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildAsync();
        producer.connect().join();
        Semaphore room = new Semaphore(WINDOW);
        for (int i = from; i < to; i++) {
            room.acquire();
            producer.publishWith()
                    .topic("acme/v1/evt/" + run + "/" + i % branches + "/gw-" + i % TOPICS)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload(("{\"id\":\"gw-" + i % TOPICS + ":1:" + i + "\",\"ts\":1732272000000,\"v\":21.3}")
                            .getBytes(StandardCharsets.UTF_8))
                    .send()
                    .whenComplete((result, failure) -> room.release());
        }
        room.acquire(WINDOW);
        producer.disconnect().join();
    }

    private static void awaitRows(PostgresServer postgres, String run, int messages) throws Exception {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                PreparedStatement count = connection.prepareStatement("select count(*) from reading where run = ?")) {
            count.setString(1, run);
            while (true) {
                try (ResultSet rows = count.executeQuery()) {
                    if (rows.next() && rows.getInt(1) >= messages) {
                        return;
                    }
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }
}
