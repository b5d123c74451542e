package dev.latido.core.it;

import dev.latido.core.Backoff;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/** What the tests of this package share: topics, quick connections, and a database that counts. */
final class Fleet implements AutoCloseable {

    static final TopicRoot ACME = TopicRoot.of("acme", 1);
    static final Topic TEMPERATURE =
            ACME.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
    static final Topic PRESENCE = ACME.presence().site("planta-1").area("norte").device("gw-a72f");
    static final TopicFilter TEMPERATURES =
            ACME.events().anySite().anyArea().anyDevice().measure("temp");
    static final Backoff QUICK = Backoff.between(Duration.ofMillis(20), Duration.ofMillis(200));
    static final Duration SOON = Duration.ofSeconds(20);

    private final JdbcConnectionPool pool;

    Fleet() {
        this.pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table reading (id varchar(256), topic varchar(256), v double precision)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client that comes back quickly, without presence. */
    static MqttConnection.Builder service(String broker, String clientId) {
        return client(broker, clientId).withoutPresence("a service");
    }

    static MqttConnection.Builder client(String broker, String clientId) {
        return MqttConnection.builder()
                .broker(URI.create(broker))
                .clientId(clientId)
                .backoff(QUICK);
    }

    /** A broker that needs nothing but a JVM or an installed program. */
    static TestBroker broker(BrokerKind kind) {
        kind.assumeAvailable();
        return kind == BrokerKind.EMBEDDED
                ? EmbeddedBroker.builder().start()
                : MosquittoBroker.builder().start();
    }

    /** A running subscriber with a memory of its own. */
    static IdempotentSubscriber subscriber(
            MqttConnection connection, TopicFilter filter, MessageHandler<Double> handler) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(filter)
                .payload(Double.class)
                .seenStore(MemorySeenStore.create())
                .handler(handler)
                .start();
    }

    JdbcSeenStore seenStore() {
        return JdbcSeenStore.of(pool).createTable();
    }

    void insert(Message<Double> message, Connection transaction) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("insert into reading values (?, ?, ?)")) {
            insert.setString(1, message.id());
            insert.setString(2, message.topic().toString());
            insert.setDouble(3, message.value());
            insert.executeUpdate();
        }
    }

    /** The values in the database, smallest first. */
    List<Double> values() {
        List<Double> values = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select v from reading order by v")) {
            while (rows.next()) {
                values.add(rows.getDouble(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return values;
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
