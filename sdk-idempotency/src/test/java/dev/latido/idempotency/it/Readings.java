package dev.latido.idempotency.it;

import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.MessageHandler;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;

/** A database of readings with its seen-store, and subscribers that fill it. */
public final class Readings implements AutoCloseable {

    private final JdbcConnectionPool pool;

    public Readings() {
        this.pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "", "");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table reading (id varchar(256), topic varchar(256), v double precision)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A running subscriber with a memory of its own. */
    public static IdempotentSubscriber subscriber(
            MqttConnection connection, TopicFilter filter, MessageHandler<Double> handler) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(filter)
                .payload(Double.class)
                .seenStore(MemorySeenStore.create())
                .handler(handler)
                .start();
    }

    public JdbcSeenStore seenStore() {
        return JdbcSeenStore.of(pool).createTable();
    }

    public void insert(Message<Double> message, Connection transaction) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("insert into reading values (?, ?, ?)")) {
            insert.setString(1, message.id());
            insert.setString(2, message.topic().toString());
            insert.setDouble(3, message.value());
            insert.executeUpdate();
        }
    }

    /** The values in the database, smallest first. */
    public List<Double> values() {
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
