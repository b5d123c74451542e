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
import dev.latido.idempotency.internal.work.FakeLink;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.topics.TopicFilter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscribers without a broker, whose handlers do to a real database what databases resent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HandlersDatabase {

    private static final Duration SOON = Duration.ofSeconds(Integer.getInteger("latido.soon", 60));
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));
    private static final int RECEIVE_MAXIMUM = 100;
    static final int HANDLERS = 8;

    /** The ways in which a message is marked. */
    enum Way {
        WITH_COMMIT,
        FIRST,
        BATCH
    }

    private String url;
    private HikariDataSource pool;
    private FakeLink link;
    private final AtomicInteger storeFailures = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private @Nullable IdempotentSubscriber subscriber;

    /** Starts the database and returns its URL. */
    abstract String start();

    /** Returns the statements that create what else is needed. */
    abstract List<String> tables();

    /** Returns the ways in which a handler breaks its connection. */
    abstract List<TransactionalHandler<String, Connection>> breakers();

    /** Returns statements after which the next message would find the session changed. */
    abstract List<String> sessionChanges();

    /** Returns a query for the state of the session that the statements change. */
    abstract String sessionQuery();

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
        storeFailures.set(0);
        failures.clear();
        for (String table : List.of("latido_seen", "bills", "hits")) {
            execute("delete from " + table);
        }
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

    private int count(String from) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + from)) {
            row.next();
            return row.getInt(1);
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

    private void start(Way way, HikariDataSource database, TransactionalHandler<String, Connection> handler) {
        IdempotentSubscriber.TransactionalStep<String, Connection> step = new SubscriberBuilder(link, "consumer-1")
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
                .concurrency(HANDLERS)
                .marking(way == Way.FIRST ? Marking.FIRST : Marking.WITH_COMMIT)
                .listener(new SubscriberListener() {
                    @Override
                    public void storeFailed(Throwable cause) {
                        storeFailures.incrementAndGet();
                        failures.add(cause);
                    }
                })
                .start();
    }

    private void awaitAcknowledged(int messages) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(link.acknowledged)
                        .as("store: %s, letters: %s", failures, link.published)
                        .hasSize(messages));
    }

    /** The first messages of a process are marked first, whatever the setting. */
    private void beyondTheSuspects() {
        for (int i = 0; i < RECEIVE_MAXIMUM; i++) {
            link.deliver("a/early/" + i % HANDLERS, "early-" + i);
        }
        awaitAcknowledged(RECEIVE_MAXIMUM);
        link.acknowledged.clear();
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveUpOnlyMessagesWhoseHandlersBreakTheirConnection(Way way) {
        List<TransactionalHandler<String, Connection>> breakers = breakers();
        start(way, pool, (message, transaction) -> {
            bill(message, transaction);
            if (message.id().startsWith("poison-")) {
                breakers.get(Integer.parseInt(message.id().substring("poison-".length())))
                        .handle(message, transaction);
            }
        });
        beyondTheSuspects();

        int good = 700;
        for (int i = 0; i < good; i++) {
            if (i % 100 == 50) {
                IntStream.range(i / 100 * breakers.size() / 7, (i / 100 + 1) * breakers.size() / 7)
                        .forEach(poison -> link.deliver("a/poison/" + poison, "poison-" + poison));
            }
            link.deliver("a/good/" + i % 20, "good-" + i);
        }

        awaitAcknowledged(good + breakers.size());
        assertThat(count("bills where id like 'good-%'")).isEqualTo(good);
        assertThat(count("bills where id like 'poison-%'")).isZero();
        assertThat(link.published)
                .hasSize(breakers.size())
                .allSatisfy(letter ->
                        assertThat(letter.properties().get("latido-reason")).doesNotContain("crash"));
        assertThat(failures).isEmpty();
    }

    /** Half of the messages lock two rows in one order, the other half in the other. */
    @ParameterizedTest
    @EnumSource
    void shouldHandleEveryMessageOnceThoughTransactionsMeet(Way way) {
        start(way, pool, (message, transaction) -> {
            boolean up = message.topic().toString().hashCode() % 2 == 0;
            hit(transaction, up ? 1 : 2);
            bill(message, transaction);
            hit(transaction, up ? 2 : 1);
        });

        int messages = 200;
        for (int i = 0; i < messages; i++) {
            link.deliver("a/" + i % 16, "m-" + i);
        }

        awaitAcknowledged(messages);
        assertThat(link.published).as("dead letters").isEmpty();
        assertThat(count("bills")).isEqualTo(messages);
        assertThat(count("hits where n = " + messages)).isEqualTo(2);
        assertThat(failures).isEmpty();
    }

    private static void hit(Connection transaction, int row) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("update hits set n = n + 1 where id = ?")) {
            statement.setInt(1, row);
            statement.executeUpdate();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveUpDataThatIsTooLongAfterTwoAttempts(Way way) {
        start(way, pool, (message, transaction) -> {
            try (PreparedStatement statement = transaction.prepareStatement("insert into bills values (?, 'a', ?)")) {
                statement.setString(1, message.id());
                statement.setString(2, message.id().equals("long") ? "x".repeat(100) : "x");
                statement.executeUpdate();
            }
        });
        link.deliver("a/1", "long");
        link.deliver("a/1", "short");

        awaitAcknowledged(2);
        assertThat(link.published).singleElement().satisfies(letter -> {
            assertThat(letter.properties()).containsEntry("latido-attempts", "2");
            assertThat(letter.properties().get("latido-reason")).contains("twice in the same way");
        });
        assertThat(count("bills")).isEqualTo(1);
    }

    /** The pool has one connection, and each message is handled after the one that changes the session. */
    @ParameterizedTest
    @EnumSource
    void shouldLeaveNoChangeOfTheSessionToTheNextMessage(Way way) {
        List<String> changes = sessionChanges();
        List<String> found = new CopyOnWriteArrayList<>();
        try (HikariDataSource one = newPool(1)) {
            start(way, one, (message, transaction) -> {
                try (Statement statement = transaction.createStatement();
                        ResultSet row = statement.executeQuery(sessionQuery())) {
                    row.next();
                    found.add(message.id() + ": " + row.getString(1));
                }
                if (message.id().startsWith("change-")) {
                    for (String sql : changes.get(Integer.parseInt(message.id().substring("change-".length())))
                            .split(" ;; ", -1)) {
                        run(transaction, sql);
                    }
                }
            });
            for (int i = 0; i < changes.size(); i++) {
                link.deliver("a/1", "change-" + i);
                awaitAcknowledged(2 * i + 1);
                link.deliver("a/1", "next-" + i);
                awaitAcknowledged(2 * i + 2);
            }

            List<String> states = new ArrayList<>(found);
            states.replaceAll(state -> state.substring(state.indexOf(": ")));
            assertThat(states).as("%s", found).hasSize(2 * changes.size()).containsOnly(states.get(0));
            assertThat(link.published).isEmpty();
            end();
        }
    }
}
