package dev.latido.idempotency.internal.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.TransactionalHandler;
import dev.latido.idempotency.internal.ShortPauses;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Subscribers whose handlers do to a real database what databases resent. */
abstract class HandlersDatabase extends OnDatabase {

    /** A change of the session by a method. */
    private interface Change {
        void of(Connection transaction) throws SQLException;
    }

    /** Returns the ways in which a handler breaks its connection. */
    abstract List<TransactionalHandler<String, Connection>> breakers();

    /** Ends the session of a connection. */
    abstract void kill(Connection connection) throws SQLException;

    /** Returns statements after which the next message would find the session changed. */
    abstract List<String> sessionChanges();

    /** Returns a query for the state of the session that the statements change. The query itself counts as harmless. */
    abstract String sessionQuery();

    /** Returns a query for the number of the session. */
    abstract String sessionNumber();

    /** Returns statements after which names without a schema are those of the schema "other". */
    abstract List<String> schemaChanges();

    /** Returns the name of the schema "other", as metadata write it. */
    String otherSchema() {
        return "other";
    }

    /** Returns statements that violate a constraint. */
    List<String> violations() {
        return List.of(
                "insert into strict_rows (name, v, n) values ('taken', 'x', 1)",
                "insert into strict_rows (name, v, n) values ('a', null, 1)",
                "insert into strict_rows (name, v, n) values ('b', 'x', 0)",
                "update strict_rows set n = -1 where name = 'taken'",
                "update strict_rows set v = null where name = 'taken'",
                "update strict_rows set name = 'taken' where name = 'other'");
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
        assertThat(storeFailures).isEmpty();
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
        assertThat(storeFailures).isEmpty();
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

    /** The rows have a number, a time and a token, which differ at each attempt. */
    @ParameterizedTest
    @EnumSource
    void shouldGiveUpViolationsOfConstraintsAfterTwoAttempts(Way way) {
        execute("insert into strict_rows (name, v, n) values ('taken', 'x', 1)");
        execute("insert into strict_rows (name, v, n) values ('other', 'x', 1)");
        List<String> violations = violations();
        start(way, pool, (message, transaction) -> {
            bill(message, transaction);
            String[] id = message.id().split("-", -1);
            String sql = id[0].equals("good") ? "select 1" : violations.get(Integer.parseInt(id[1]));
            try (Statement statement = transaction.createStatement()) {
                if (id[0].equals("batch")) {
                    statement.addBatch(sql);
                    statement.executeBatch();
                } else {
                    statement.execute(sql);
                }
            }
        });

        for (int i = 0; i < violations.size(); i++) {
            link.deliver("a/alone", "alone-" + i);
            link.deliver("a/alone", "good-" + i);
            link.deliver("a/batch", "batch-" + i);
        }

        awaitAcknowledged(3 * violations.size());
        assertThat(link.published).hasSize(2 * violations.size()).allSatisfy(letter -> {
            assertThat(letter.properties()).containsEntry("latido-attempts", "2");
            assertThat(letter.properties().get("latido-reason")).contains("twice in the same way");
        });
        assertThat(count("bills")).isEqualTo(violations.size());
        assertThat(storeFailures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldRetryAChildUntilItsParentArrives(Way way) {
        List<String> tables = tablesOfChildren();
        CountDownLatch failedOften = new CountDownLatch(3 * tables.size());
        start(way, pool, ShortPauses.timing(), Integer.MAX_VALUE, (message, transaction) -> {
            bill(message, transaction);
            if (message.id().startsWith("parent")) {
                run(transaction, "insert into parents values ('" + message.id() + "')");
            } else {
                int child = Integer.parseInt(message.id().substring("child-".length()));
                if (message.attempt() <= 4) {
                    failedOften.countDown();
                }
                run(transaction, "insert into " + tables.get(child) + " values ('c', 'parent-" + child + "')");
            }
        });

        for (int i = 0; i < tables.size(); i++) {
            link.deliver("a/child/" + i, "child-" + i);
        }
        await(failedOften);
        assertThat(link.acknowledged).isEmpty();
        for (int i = 0; i < tables.size(); i++) {
            link.deliver("a/parent", "parent-" + i);
        }

        awaitAcknowledged(2 * tables.size());
        assertThat(link.published).isEmpty();
        for (String table : tables) {
            assertThat(count(table)).isEqualTo(1);
        }
        assertThat(count("bills")).isEqualTo(2 * tables.size());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first messages of a process meet more failed commits than they have attempts. */
    @ParameterizedTest
    @EnumSource
    void shouldTakeNoFailureOfTheStoreForACrash(Way way) {
        int failures = IdempotentSubscriber.DEFAULT_ATTEMPTS + 2;
        AtomicInteger calls = new AtomicInteger();
        FailingCommits failing = new FailingCommits(pool, this::kill);
        start(way, failing, ShortPauses.timing(), IdempotentSubscriber.DEFAULT_ATTEMPTS, (message, transaction) -> {
            bill(message, transaction);
            if (calls.incrementAndGet() <= failures) {
                failing.failNext();
            }
        });

        link.deliver("a/1", "m");

        awaitAcknowledged(1);
        assertThat(calls).hasValue(failures + 1);
        assertThat(link.published).as("dead letters").isEmpty();
        assertThat(storeFailures).isNotEmpty();
        assertThat(count("bills")).isEqualTo(1);
    }

    /** The pool has one connection, and each message is handled after the one that changes the session. */
    @ParameterizedTest
    @EnumSource
    void shouldLeaveNoChangeOfTheSessionToTheNextMessage(Way way) {
        List<String> changes = sessionChanges();
        assertNothingLeaks(way, changes, (change, transaction) -> {
            for (String sql : change.split(" ;; ", -1)) {
                run(transaction, sql);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveNoChangeByAMethodToTheNextMessage(Way way) {
        Map<String, Change> changes = changesByMethods();
        assertNothingLeaks(
                way,
                List.copyOf(changes.keySet()),
                (change, transaction) -> tryTo(Objects.requireNonNull(changes.get(change)), transaction));
    }

    private Map<String, Change> changesByMethods() {
        Properties information = new Properties();
        information.setProperty("ApplicationName", "acme");
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put("schema", transaction -> transaction.setSchema(otherSchema()));
        changes.put("catalog", transaction -> transaction.setCatalog(otherSchema()));
        changes.put(
                "isolation", transaction -> transaction.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE));
        changes.put("read-only", transaction -> transaction.setReadOnly(true));
        changes.put("holdability", transaction -> transaction.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT));
        changes.put("holdability too", transaction -> transaction.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT));
        changes.put("types", transaction -> transaction.setTypeMap(Map.of("x", String.class)));
        changes.put("client", transaction -> transaction.setClientInfo("ApplicationName", "acme"));
        changes.put("clients", transaction -> transaction.setClientInfo(information));
        changes.put("network", transaction -> transaction.setNetworkTimeout(Runnable::run, 77_000));
        changes.put("auto-commit", transaction -> transaction.setAutoCommit(true));
        changes.put("timeout", transaction -> {
            try (Statement statement = transaction.createStatement()) {
                statement.setQueryTimeout(77);
                statement.execute("select 1");
            }
        });
        return changes;
    }

    private static void tryTo(Change change, Connection transaction) {
        try {
            change.of(transaction);
        } catch (SQLException | IllegalStateException e) {
            // Refused by the driver, in the middle of a transaction for example, or by the guard.
        }
    }

    /** Some drivers commit before they change a setting. */
    @ParameterizedTest
    @EnumSource
    void shouldCommitNothingByAMethod(Way way) {
        List<Change> changes = List.copyOf(changesByMethods().values());
        start(way, pool, (message, transaction) -> {
            bill(message, transaction);
            tryTo(changes.get(Integer.parseInt(message.id().substring("change-".length()))), transaction);
            throw new PermanentFailure("after the change");
        });

        for (int i = 0; i < changes.size(); i++) {
            link.deliver("a/1", "change-" + i);
        }

        awaitAcknowledged(changes.size());
        assertThat(link.published).hasSize(changes.size());
        assertThat(count("bills")).isZero();
    }

    private interface NamedChange {
        void of(String change, Connection transaction) throws SQLException;
    }

    private void assertNothingLeaks(Way way, List<String> changes, NamedChange change) {
        List<String> found = new CopyOnWriteArrayList<>();
        List<String> sessions = new CopyOnWriteArrayList<>();
        try (HikariDataSource one = newPool(1)) {
            start(way, one, (message, transaction) -> {
                bill(message, transaction);
                found.add(message.id() + ": " + state(transaction));
                sessions.add(value(transaction, sessionNumber()));
                if (message.id().startsWith("change-") && message.attempt() == 1) {
                    change.of(changes.get(Integer.parseInt(message.id().substring("change-".length()))), transaction);
                }
            });
            for (int i = 0; i < changes.size(); i++) {
                link.deliver("a/1", "change-" + i);
                awaitAcknowledged(2 * i + 1);
                link.deliver("a/1", "next-" + i);
                awaitAcknowledged(2 * i + 2);
            }
            link.deliver("a/1", "same");
            awaitAcknowledged(2 * changes.size() + 1);

            assertThat(found).hasSizeGreaterThan(2 * changes.size());
            String original = stateIn(found.get(0));
            assertThat(found)
                    .as("%s; at first %s", changes, original)
                    .filteredOn(state -> !stateIn(state).equals(original))
                    .isEmpty();
            assertThat(link.published).isEmpty();
            assertThat(count("bills")).isEqualTo(2 * changes.size() + 1);
            assertThat(sessions.subList(sessions.size() - 2, sessions.size()))
                    .as("without a change, the connection is kept")
                    .containsOnly(sessions.get(sessions.size() - 1));
            end();
        }
    }

    private static String stateIn(String found) {
        return found.substring(found.indexOf(": "));
    }

    private interface Getter {
        Object from(Connection connection) throws SQLException;
    }

    private String state(Connection transaction) throws SQLException {
        StringBuilder state = new StringBuilder(value(transaction, sessionQuery()));
        for (Getter getter : List.<Getter>of(
                Connection::getSchema,
                Connection::getCatalog,
                Connection::getTransactionIsolation,
                Connection::isReadOnly,
                Connection::getHoldability,
                Connection::getTypeMap,
                connection -> connection.getClientInfo("ApplicationName"),
                Connection::getNetworkTimeout,
                Connection::getAutoCommit,
                HandlersDatabase::queryTimeout)) {
            state.append(' ');
            try {
                state.append(getter.from(transaction));
            } catch (SQLException e) {
                state.append(e.getMessage());
            }
        }
        return state.toString();
    }

    private static int queryTimeout(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.getQueryTimeout();
        }
    }

    /** The second subscriber stands for another process, to which the broker delivers the messages again. */
    @ParameterizedTest
    @EnumSource
    void shouldHandleAnIdOnceUnderAnotherSchema(Way way) {
        List<Change> changes = Stream.concat(
                        schemaChanges().stream().map(sql -> (Change) transaction -> run(transaction, sql)),
                        Stream.<Change>of(
                                transaction -> transaction.setSchema(otherSchema()),
                                transaction -> transaction.setCatalog(otherSchema())))
                .toList();
        TransactionalHandler<String, Connection> handler = (message, transaction) -> {
            bill(message, transaction);
            changes.get(Integer.parseInt(message.id().substring("m-".length()))).of(transaction);
        };
        try (HikariDataSource one = newPool(1)) {
            for (int process = 1; process <= 2; process++) {
                start(way, one, handler);
                for (int i = 0; i < changes.size(); i++) {
                    link.deliver("a/1", "m-" + i);
                    awaitAcknowledged((process - 1) * changes.size() + i + 1);
                }
                end();
            }
        }

        assertThat(link.published).isEmpty();
        assertThat(count("bills")).isEqualTo(changes.size());
        assertThat(count("other.latido_seen")).isZero();
    }
}
