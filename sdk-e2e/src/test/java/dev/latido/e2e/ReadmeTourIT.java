package dev.latido.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.topics.Topic;
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
import org.junit.jupiter.api.io.TempDir;

/** The code of the README, executed; and that the README shows just this code. */
class ReadmeTourIT {

    private static final String START = "// tour: start";
    private static final String END = "// tour: end";

    @Test
    @WithBroker(tls = true)
    void shouldRunAsTheReadmeSays(TestBroker broker, DevelopmentCa ca, @TempDir Path directory) throws Exception {
        Path caPem = ca.writeCertificate(directory);
        String brokerUri = broker.tlsUri();
        char[] password = "secret".toCharArray();
        JdbcConnectionPool dataSource = JdbcConnectionPool.create("jdbc:h2:mem:tour;DB_CLOSE_DELAY=-1", "", "");
        createTable(dataSource);

        // tour: start
        TopicRoot acme = TopicRoot.of("acme", 1);
        Topic temperature =
                acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");

        MqttConnection backend = MqttConnection.builder()
                .broker(brokerUri)
                .clientId("billing-1")
                .credentials("billing-1", password)
                .tls(Tls.trusting(caPem))
                .withoutPresence("a service, not a device")
                .connect();
        IdempotentSubscriber subscriber = IdempotentSubscriber.builder(backend)
                .group("billing")
                .filter(acme.events().anySite().anyArea().anyDevice().measure("temp"))
                .payload(Double.class)
                .seenStore(JdbcSeenStore.of(dataSource).createTable())
                .handler((message, transaction) -> insert(transaction, message.topic(), message.value()))
                .start();
        subscriber.subscribed().get(10, TimeUnit.SECONDS);

        MqttConnection gateway = MqttConnection.builder()
                .broker(brokerUri)
                .clientId("gw-a72f")
                .credentials("gw-a72f", password)
                .tls(Tls.trusting(caPem))
                .presence(acme.presence().site("planta-1").area("norte").device("gw-a72f"))
                .connect();
        ResilientPublisher publisher = ResilientPublisher.builder(gateway).build();
        publisher.publish(temperature, 21.3);
        // tour: end
        try (backend;
                gateway) {
            Publication second = publisher.publish(temperature, 21.4);

            assertThat(second.id()).startsWith("gw-a72f:").endsWith(":2");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(rows(dataSource)).isEqualTo(2));
        } finally {
            dataSource.dispose();
        }
    }

    @Test
    void shouldBeTheCodeThatTheReadmeShows() throws Exception {
        Path source = Path.of("src/test/java/dev/latido/examples/ReadmeTourIT.java");
        List<String> lines = Files.readAllLines(source);
        List<String> tour = lines.subList(indexOf(lines, START) + 1, indexOf(lines, END));

        String readme = Files.readString(Path.of("../README.md"));

        assertThat(flat(readme)).contains(flat(String.join("\n", tour)));
    }

    private static int indexOf(List<String> lines, String mark) {
        return lines.stream().map(String::strip).toList().indexOf(mark);
    }

    /** The README breaks its lines where they are short. */
    private static String flat(String code) {
        return code.replaceAll("\\s+", "");
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
