package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.JdbcSeenStore;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.testkit.EmbeddedBroker;
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
 * Messages a second that 1, 2 and 4 consumer processes of a shared group bring into PostgreSQL, with a pause of some
 * milliseconds in the handler, as work elsewhere would take: mark and insert of each message in one transaction; marks and
 * inserts of 100 messages in one, without the pause; and claim and commit in Redis around an insert of its own. Prints a
 * table. Arguments: messages for each cell (default 10,000), pause (default 5 ms).
 */
public final class ScaleOut {

    private static final int MESSAGES = 10_000;
    private static final int PAUSE = 5;
    private static final int TOPICS = 200;
    private static final int WINDOW = 1_000;
    private static final int HANDLERS = 8;
    private static final int BATCH = 100;

    private ScaleOut() {}

    /** How messages are handled. */
    private enum Pattern {
        SINGLE,
        BATCH,
        REDIS
    }

    /** What the consumers of all runs have in common. */
    private record Servers(EmbeddedBroker broker, PostgresServer postgres, RedisServer redis) {}

    /** A consumer process: handles until its input ends. */
    static final class Consumer {

        private final DataSource database;
        private final String redis;
        private final String run;
        private final int pause;

        private Consumer(DataSource database, String redis, String run, int pause) {
            this.database = database;
            this.redis = redis;
            this.run = run;
            this.pause = pause;
        }

        /**
         * Runs a consumer.
         *
         * @param arguments broker, database, Redis, run, client id, pattern, pause in ms
         * @throws IOException if the input cannot be read
         */
        public static void main(String[] arguments) throws IOException {
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(arguments[1]);
            config.setMaximumPoolSize(HANDLERS + 2);
            try (HikariDataSource database = new HikariDataSource(config);
                    MqttConnection connection = MqttConnection.builder()
                            .broker(arguments[0])
                            .clientId(arguments[4])
                            .withoutPresence("a benchmark")
                            .connect()) {
                new Consumer(database, arguments[2], arguments[3], Integer.parseInt(arguments[6]))
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

        private IdempotentSubscriber.Options subscriber(MqttConnection connection, Pattern pattern) {
            var step = IdempotentSubscriber.builder(connection)
                    .group(run)
                    .filter(TopicFilter.of("acme/v1/evt/" + run + "/+"))
                    .sharedGroup(run)
                    .payload(Double.class);
            return switch (pattern) {
                case SINGLE ->
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
     * @param arguments messages and pause
     * @throws Exception if a server does not start
     */
    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : MESSAGES;
        int pause = arguments.length > 1 ? Integer.parseInt(arguments[1]) : PAUSE;
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (EmbeddedBroker broker =
                        EmbeddedBroker.builder().queueSize(2 * messages).start();
                PostgresServer postgres =
                        PostgresServer.builder().setting("fsync", "on").start();
                RedisServer redis =
                        RedisServer.builder().setting("appendonly", "yes").start()) {
            JdbcSeenStore.of(postgres.dataSource()).createTable();
            execute(postgres, "create table reading (run varchar(64), topic varchar(256), v double precision)");
            execute(postgres, "create index on reading (run)");
            out.printf(
                    "| processes | one by one, %d ms of work each | batches of %d | ids in Redis, %d ms of work each |%n",
                    pause, BATCH, pause);
            out.println("|---:|---:|---:|---:|");
            Servers servers = new Servers(broker, postgres, redis);
            for (int processes : new int[] {1, 2, 4}) {
                double single = rate(servers, processes, messages, Pattern.SINGLE, pause);
                double batch = rate(servers, processes, messages, Pattern.BATCH, pause);
                double redisRate = rate(servers, processes, messages, Pattern.REDIS, pause);
                out.printf("| %d | %,.0f/s | %,.0f/s | %,.0f/s |%n", processes, single, batch, redisRate);
            }
        }
        System.exit(0);
    }

    private static void execute(PostgresServer postgres, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static double rate(Servers servers, int processes, int messages, Pattern pattern, int pause)
            throws Exception {
        String run = "run-" + processes + "-" + pattern.name().toLowerCase(Locale.ROOT);
        List<Process> consumers = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                consumers.add(consumer(servers, run, i, pattern, pause));
            }
            for (Process consumer : consumers) {
                awaitReady(consumer);
            }
            long start = System.nanoTime();
            publish(servers.broker(), run, messages);
            awaitRows(servers.postgres(), run, messages);
            return messages / ((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
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
                        run + "-" + number,
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

    private static void publish(EmbeddedBroker broker, String run, int messages) throws InterruptedException {
        Mqtt5AsyncClient producer = MqttClient.builder()
                .useMqttVersion5()
                .identifier("producer")
                .serverHost(broker.host())
                .serverPort(broker.port())
                .buildAsync();
        producer.connect().join();
        Semaphore room = new Semaphore(WINDOW);
        for (int i = 0; i < messages; i++) {
            room.acquire();
            producer.publishWith()
                    .topic("acme/v1/evt/" + run + "/gw-" + i % TOPICS)
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
