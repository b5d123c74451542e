package com.example.greenhouse;

import dev.latido.core.MqttConnection;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.Message;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** The consumer: each reading becomes one row of the table {@code humidity}. */
public final class HumidityArchive implements AutoCloseable {

    private final MqttConnection connection;
    private final IdempotentSubscriber subscriber;

    /** Connects the archive to the broker of the builder. */
    public HumidityArchive(MqttConnection.Builder broker, DataSource database) {
        this.connection = broker.clientId("humidity-archive")
                .withoutPresence("a service, not a device")
                .connect();
        this.subscriber = IdempotentSubscriber.builder(connection)
                .group("archive")
                .filter(Greenhouse.allHumidity())
                .payload(Double.class)
                .seenStore(JdbcSeenStore.of(database).createTable())
                .handler(HumidityArchive::store)
                .start();
    }

    /** Completes when the broker has granted the subscription, so that the archive receives later readings. */
    public CompletableFuture<Void> ready() {
        return subscriber.subscribed();
    }

    /** Returns the number of readings that were redelivered and not stored again. */
    public long duplicates() {
        return subscriber.statistics().duplicates();
    }

    private static void store(Message<Double> message, Connection transaction) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("insert into humidity (topic, measured_at, percent) values (?, ?, ?)")) {
            insert.setString(1, message.topic().toString());
            insert.setTimestamp(2, message.time().map(Timestamp::from).orElse(null));
            insert.setDouble(3, message.value());
            insert.executeUpdate();
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
