package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.internal.VirtualTime;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.jdbc.TestDatabase;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A table that is missing when the messages arrive: every message has its row in the end, and none is given up. */
class TransactionalSuspensionTest {

    private static final int MESSAGES = 400;

    private final FakeLink link = new FakeLink(1_000);
    private final VirtualTime time = new VirtualTime();
    private final TestDatabase database = new TestDatabase();
    private final JdbcSeenStore store = JdbcSeenStore.of(database).createTable();
    private @Nullable IdempotentSubscriber subscriber;

    enum Handling {
        SINGLE,
        BATCH,
        LEASED
    }

    @AfterEach
    void close() {
        if (subscriber != null) {
            subscriber.close();
        }
        database.close();
    }

    private SubscriberOptions options(Handling handling) {
        IdempotentSubscriber.TransactionalStep<String, Connection> step = new SubscriberBuilder(
                        link, "consumer-1", time.timing())
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .payload(String.class)
                .seenStore(store);
        return switch (handling) {
            case SINGLE -> step.handler((message, transaction) -> bill(message, transaction));
            case BATCH ->
                step.batch(20, Duration.ofMillis(50), (messages, transaction) -> {
                    for (Message<String> message : messages) {
                        bill(message, transaction);
                    }
                });
            case LEASED ->
                step.handler(message -> {
                    try (Connection connection = database.getConnection()) {
                        bill(message, connection);
                    }
                });
        };
    }

    private static void bill(Message<String> message, Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into bills values (?)")) {
            insert.setString(1, message.id());
            insert.execute();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWriteEveryRowWhenTheTableComes(Handling handling) {
        IdempotentSubscriber running = options(handling).executor(Runnable::run).start();
        subscriber = running;
        for (int i = 0; i < MESSAGES; i++) {
            link.deliver("a/" + i % 40, "m-" + i);
        }
        for (int minute = 0; minute < 40; minute++) {
            time.pass(Duration.ofMinutes(1));
        }
        assertThat(running.isSuspended()).isTrue();
        assertThat(running.statistics().deadLettered()).isZero();

        database.execute("create table bills (id varchar(64) primary key)");
        // The pauses of claims are measured by the database's own clock.
        for (int i = 0; i < 300 && running.statistics().waiting() > 0; i++) {
            time.pass(Duration.ofMinutes(1));
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }

        assertThat(running.statistics().handled()).isEqualTo(MESSAGES);
        assertThat(database.value("select count(*) from bills")).isEqualTo(Integer.toString(MESSAGES));
        assertThat(link.published).isEmpty();
        assertThat(link.acknowledged).hasSize(MESSAGES);
        assertThat(running.isSuspended()).isFalse();
    }
}
