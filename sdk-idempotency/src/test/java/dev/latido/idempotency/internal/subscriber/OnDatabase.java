package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.Backoff;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SubscriberListener;
import dev.latido.idempotency.SubscriberOptions;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Subscribers without a broker, whose handlers work on a real database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnDatabase {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 60));
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));
    static final int RECEIVE_MAXIMUM = 100;
    static final int HANDLERS = 8;

    /** The ways in which a message is marked. */
    enum Way {
        WITH_COMMIT,
        FIRST,
        BATCH
    }

    private String url;
    HikariDataSource pool;
    FakeLink link;
    final List<Throwable> storeFailures = new CopyOnWriteArrayList<>();
    private @Nullable IdempotentSubscriber subscriber;

    /** Starts the database and returns its URL. */
    abstract String start();

    /** Returns the statements that create what else is needed, with a second schema "other" and its latido_seen. */
    abstract List<String> tables();

    /** Returns the columns of a number, a time and a token that differ in each row. */
    abstract String generatedColumns();

    /** Returns the tables whose rows refer to {@code parents}. */
    List<String> tablesOfChildren() {
        return List.of("children");
    }

    HikariDataSource newPool(int size) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    @BeforeAll
    void startDatabase() {
        url = start();
        pool = newPool(HANDLERS + 2);
        execute("create table bills (id varchar(64) primary key, topic varchar(64), v varchar(20))");
        execute("create table hits (id int primary key, n int not null)");
        execute("create table strict_rows (" + generatedColumns()
                + ", name varchar(20) unique, v varchar(20) not null, n int check (n > 0))");
        execute("create table parents (id varchar(64) primary key)");
        execute(
                "create table children (id varchar(64), parent varchar(64), foreign key (parent) references parents (id))");
        JdbcSeenStore.of(pool).createTable();
        tables().forEach(this::execute);
    }

    @AfterAll
    void stopDatabase() {
        if (pool != null) {
            pool.close();
        }
    }

    @BeforeEach
    void begin() {
        link = new FakeLink(RECEIVE_MAXIMUM);
        storeFailures.clear();
        Stream.of(tablesOfChildren(), List.of("latido_seen", "bills", "hits", "strict_rows", "parents"))
                .flatMap(List::stream)
                .forEach(table -> execute("delete from " + table));
        execute("insert into hits values (1, 0), (2, 0)");
    }

    @AfterEach
    void end() {
        if (subscriber != null) {
            subscriber.close();
        }
    }

    void execute(String sql) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static boolean run(Connection transaction, String sql) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            return statement.execute(sql);
        }
    }

    /** Returns the first column of the first row. */
    static String value(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    int count(String from) {
        try (Connection connection = pool.getConnection()) {
            return Integer.parseInt(value(connection, "select count(*) from " + from));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static void bill(Message<String> message, Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("insert into bills values (?, ?, 'x')")) {
            statement.setString(1, message.id());
            statement.setString(2, message.topic().toString());
            statement.executeUpdate();
        }
    }

    void start(Way way, DataSource database, TransactionalHandler<String, Connection> handler) {
        start(way, database, Timing.system(), IdempotentSubscriber.DEFAULT_ATTEMPTS, handler);
    }

    void start(
            Way way,
            DataSource database,
            Timing timing,
            int attempts,
            TransactionalHandler<String, Connection> handler) {
        IdempotentSubscriber.TransactionalStep<String, Connection> step = new SubscriberBuilder(
                        link, "consumer-1", timing)
                .group("billing")
                .filter(TopicFilter.of("a/#"))
                .payload(String.class)
                .seenStore(JdbcSeenStore.of(database));
        SubscriberOptions options = way == Way.BATCH
                ? step.batch(10, Duration.ofMillis(5), (messages, transaction) -> {
                    for (Message<String> message : messages) {
                        handler.handle(message, transaction);
                    }
                })
                : step.handler(handler);
        subscriber = options.backoff(QUICK)
                .attempts(attempts)
                .concurrency(HANDLERS)
                .marking(way == Way.FIRST ? Marking.FIRST : Marking.WITH_COMMIT)
                .listener(new SubscriberListener() {
                    @Override
                    public void storeFailed(Throwable cause) {
                        storeFailures.add(cause);
                    }
                })
                .start();
    }

    void awaitAcknowledged(int messages) {
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .untilAsserted(() -> assertThat(link.acknowledged)
                        .as("store: %s, letters: %s", storeFailures, link.published)
                        .hasSize(messages));
    }

    /** The first messages of a process are marked first, whatever the setting. */
    void beyondTheSuspects() {
        for (int i = 0; i < RECEIVE_MAXIMUM; i++) {
            link.deliver("a/early/" + i % HANDLERS, "early-" + i);
        }
        awaitAcknowledged(RECEIVE_MAXIMUM);
        link.acknowledged.clear();
    }
}
