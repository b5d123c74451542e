package dev.latido.idempotency.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table that is missing for longer than the patience of the messages, and the broker's view of it. */
@WithBroker
class SuspensionIT {

    private static final int MESSAGES = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static PostgresServer server;
    private static DataSource database;

    enum Handling {
        TRANSACTION,
        BATCH,
        MEMORY
    }

    @BeforeAll
    static void startTheDatabase() {
        server = PostgresServer.builder().start();
        database = server.dataSource();
    }

    @AfterAll
    static void stopTheDatabase() {
        server.close();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from bills")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void bill(Message<Double> message, Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into bills values (?)")) {
            insert.setString(1, message.id());
            insert.execute();
        }
    }

    private static SubscriberOptions options(MqttConnection connection, Handling handling) {
        IdempotentSubscriber.PayloadStep<Double> step = IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(TopicFilter.of("acme/v1/evt/#"))
                .payload(Double.class);
        return switch (handling) {
            case TRANSACTION ->
                step.seenStore(JdbcSeenStore.of(database).createTable())
                        .handler((message, transaction) -> bill(message, transaction));
            case BATCH ->
                step.seenStore(JdbcSeenStore.of(database).createTable())
                        .batch(20, Duration.ofMillis(20), (messages, transaction) -> {
                            for (Message<Double> message : messages) {
                                bill(message, transaction);
                            }
                        });
            case MEMORY ->
                step.seenStore(MemorySeenStore.create()).handler((Message<Double> message) -> {
                    try (Connection own = database.getConnection()) {
                        bill(message, own);
                    }
                });
        };
    }

    /** Queues the messages at the broker, which then delivers many at once. */
    private static void queueMessages(EmbeddedBroker broker, Handling handling) throws Exception {
        try (MqttConnection connection =
                        Fleet.service(broker.uri(), "billing-" + handling).connect();
                IdempotentSubscriber subscriber = options(connection, handling).start()) {
            subscriber.subscribed().get(30, TimeUnit.SECONDS);
        }
        try (MqttConnection gateway = Fleet.service(broker.uri(), "gw-" + handling)
                        .devices(50)
                        .connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(gateway).build()) {
            List<Publication> publications = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                publications.add(
                        publisher.publish(Topic.of("acme/v1/evt/planta-1/norte/gw-" + i % 50 + "/temp"), (double) i));
            }
            publications.forEach(one -> one.acknowledged().join());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWriteEveryRowWhenTheTableComes(Handling handling, EmbeddedBroker broker) throws Exception {
        execute("drop table if exists bills");
        CountDownLatch suspended = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        queueMessages(broker, handling);
        try (MqttConnection connection =
                        Fleet.service(broker.uri(), "billing-" + handling).connect();
                IdempotentSubscriber subscriber = options(connection, handling)
                        .patience(PATIENCE)
                        .listener(new SubscriberListener() {
                            @Override
                            public void suspended(Throwable cause) {
                                suspended.countDown();
                            }

                            @Override
                            public void resumed() {
                                resumed.countDown();
                            }
                        })
                        .start()) {
            assertThat(suspended.await(30, TimeUnit.SECONDS)).isTrue();
            await().pollDelay(PATIENCE.multipliedBy(2)).until(() -> true);
            assertThat(subscriber.statistics().deadLettered()).isZero();
            execute("create table bills (id varchar(64) primary key)");

            assertThat(resumed.await(60, TimeUnit.SECONDS))
                    .as(() -> subscriber.statistics().toString())
                    .isTrue();
            await().atMost(SOON.multipliedBy(2))
                    .untilAsserted(
                            () -> assertThat(subscriber.statistics().handled()).isEqualTo(MESSAGES));
            assertThat(rows()).isEqualTo(MESSAGES);
            assertThat(subscriber.statistics().deadLettered()).isZero();
            assertThat(subscriber.isSuspended()).isFalse();
        }
    }
}
