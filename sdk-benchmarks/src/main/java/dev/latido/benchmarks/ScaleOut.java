package dev.latido.benchmarks;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.database.PostgresServer;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Messages a second that 1, 2 and 4 consumer processes of a shared group bring into PostgreSQL, mark and insert in one
 * transaction: each message alone with a pause of some milliseconds in the handler, as work elsewhere would take, and in
 * batches of 100. Prints a table. Arguments: messages for each cell (default 10,000), pause (default 5 ms).
 */
public final class ScaleOut {

    private static final int MESSAGES = 10_000;
    private static final int PAUSE = 5;
    private static final int TOPICS = 200;
    private static final int WINDOW = 1_000;
    private static final int HANDLERS = 8;

    private ScaleOut() {}

    /** A consumer process: handles until its input ends. */
    static final class Consumer {

        private Consumer() {}

        /**
         * Runs a consumer.
         *
         * @param arguments broker, database, run, client id, pause in ms, or {@code batch}
         * @throws IOException if the input cannot be read
         */
        public static void main(String[] arguments) throws IOException {
            String run = arguments[2];
            HikariConfig config = new HikariConfig();
            config.setJdbcUrl(arguments[1]);
            config.setMaximumPoolSize(HANDLERS + 2);
            try (HikariDataSource database = new HikariDataSource(config);
                    MqttConnection connection = MqttConnection.builder()
                            .broker(arguments[0])
                            .clientId(arguments[3])
                            .withoutPresence("a benchmark")
                            .connect()) {
                IdempotentSubscriber.TransactionalStep<Double, Connection> step = IdempotentSubscriber.builder(
                                connection)
                        .group(run)
                        .filter(TopicFilter.of("acme/v1/evt/" + run + "/+"))
                        .sharedGroup(run)
                        .payload(Double.class)
                        .seenStore(JdbcSeenStore.of(database));
                IdempotentSubscriber.Options options = "batch".equals(arguments[4])
                        ? step.batch(100, Duration.ofMillis(20), (messages, transaction) -> {
                            try (PreparedStatement insert =
                                    transaction.prepareStatement("insert into reading values (?, ?, ?)")) {
                                for (var message : messages) {
                                    insert.setString(1, run);
                                    insert.setString(2, message.topic().toString());
                                    insert.setDouble(3, message.value());
                                    insert.addBatch();
                                }
                                insert.executeBatch();
                            }
                        })
                        : step.handler((message, transaction) -> {
                            TimeUnit.MILLISECONDS.sleep(Integer.parseInt(arguments[4]));
                            try (PreparedStatement insert =
                                    transaction.prepareStatement("insert into reading values (?, ?, ?)")) {
                                insert.setString(1, run);
                                insert.setString(2, message.topic().toString());
                                insert.setDouble(3, message.value());
                                insert.executeUpdate();
                            }
                        });
                options.concurrency(HANDLERS).start().subscribed().join();
                PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
                out.println("READY");
                out.println("END " + System.in.read());
            }
            System.exit(0);
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
        String pause = arguments.length > 1 ? arguments[1] : Integer.toString(PAUSE);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (EmbeddedBroker broker =
                        EmbeddedBroker.builder().queueSize(2 * messages).start();
                PostgresServer postgres = PostgresServer.builder().start()) {
            JdbcSeenStore.of(postgres.dataSource()).createTable();
            execute(postgres, "create table reading (run varchar(64), topic varchar(256), v double precision)");
            execute(postgres, "create index on reading (run)");
            out.printf("| processes | one by one, %s ms of work each | batches of 100 |%n|---:|---:|---:|%n", pause);
            for (int processes : new int[] {1, 2, 4}) {
                double single = rate(broker, postgres, processes, messages, pause);
                double batch = rate(broker, postgres, processes, messages, "batch");
                out.printf("| %d | %,.0f/s | %,.0f/s |%n", processes, single, batch);
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

    private static double rate(EmbeddedBroker broker, PostgresServer postgres, int processes, int messages, String work)
            throws Exception {
        String run = "run-" + processes + "-" + work;
        List<Process> consumers = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                consumers.add(consumer(broker, postgres, run, i, work));
            }
            for (Process consumer : consumers) {
                awaitReady(consumer);
            }
            long start = System.nanoTime();
            publish(broker, run, messages);
            awaitRows(postgres, run, messages);
            return messages / ((System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1));
        } finally {
            for (Process consumer : consumers) {
                consumer.destroy();
                consumer.waitFor();
            }
        }
    }

    private static Process consumer(EmbeddedBroker broker, PostgresServer postgres, String run, int number, String work)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=dev/latido/benchmarks/logback.xml",
                        Consumer.class.getName(),
                        broker.uri(),
                        postgres.jdbcUrl(),
                        run,
                        run + "-" + number,
                        work)
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
