package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** The README's consumer, as it stands there. */
class ReadmeConsumerIT {

    private static final String START = "// consumer: start";
    private static final String END = "// consumer: end";
    private static final int MOST_LINES = 15;

    @Test
    @WithBroker
    void shouldRunAsTheReadmeSays(EmbeddedBroker broker) throws Exception {
        TopicRoot acme = TopicRoot.of("acme", 1);
        Topic temperature =
                acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
        TopicFilter temperatures = acme.events().anySite().anyArea().anyDevice().measure("temp");
        JdbcConnectionPool dataSource = JdbcConnectionPool.create("jdbc:h2:mem:consumer;DB_CLOSE_DELAY=-1", "", "");
        createTable(dataSource);
        try (MqttConnection connection = MqttConnection.builder()
                .broker(broker.uri())
                .clientId("billing-1")
                .withoutPresence("a service, not a device")
                .connect()) {
            // consumer: start
            IdempotentSubscriber subscriber = IdempotentSubscriber.builder(connection)
                    .group("billing")
                    .filter(temperatures)
                    .payload(Double.class)
                    .seenStore(JdbcSeenStore.of(dataSource).createTable())
                    .batch(100, Duration.ofMillis(50), (messages, transaction) -> {
                        for (Message<Double> message : messages) {
                            insert(transaction, message.topic(), message.value());
                        }
                    })
                    .deadLetters(DeadLetterTable.of(dataSource).createTable())
                    .attempts(5)
                    .patience(Duration.ofSeconds(60))
                    .start();
            // consumer: end
            subscriber.subscribed().get(10, TimeUnit.SECONDS);
            ResilientPublisher publisher =
                    ResilientPublisher.builder(connection).build();
            for (int i = 0; i < 500; i++) {
                publisher.publish(temperature, 20.0 + i);
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rows(dataSource)).isEqualTo(500));
        } finally {
            dataSource.dispose();
        }
    }

    @Test
    void shouldBeTheCodeThatTheReadmeShows() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("src/test/java/dev/latido/e2e/ReadmeConsumerIT.java")).stream()
                .map(String::strip)
                .toList();
        List<String> consumer = lines.subList(lines.indexOf(START) + 1, lines.indexOf(END));

        assertThat(consumer).hasSizeLessThanOrEqualTo(MOST_LINES);
        assertThat(flat(Files.readString(Path.of("../README.md")))).contains(flat(String.join("\n", consumer)));
    }

    private static String flat(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }

    private static void createTable(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table reading (topic varchar(256), v double precision)");
        }
    }

    private static void insert(Connection transaction, Topic topic, double value) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("insert into reading values (?, ?)")) {
            insert.setString(1, topic.toString());
            insert.setDouble(2, value);
            insert.executeUpdate();
        }
    }

    private static int rows(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from reading")) {
            count.next();
            return count.getInt(1);
        }
    }
}
