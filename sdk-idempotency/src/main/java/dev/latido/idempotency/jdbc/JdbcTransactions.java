package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.TransactionalSeenStore.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The transactions of the JDBC seen-store, and the meaning of their failures. Thread-safe. */
final class JdbcTransactions {

    private static final int VALIDATION_SECONDS = 2;
    private static final int ATTEMPTS = 20;

    private final DataSource dataSource;
    private final SeenTable table;

    /** Creates transactions on connections of a data source. */
    JdbcTransactions(DataSource dataSource, SeenTable table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /**
     * Runs a handler's work in a transaction.
     *
     * @throws Exception as {@link dev.latido.idempotency.TransactionalSeenStore#inTransaction}
     */
    <R> R of(Work<Connection, R> work) throws Exception {
        try (Connection connection = open()) {
            R result = done(connection, work);
            commit(connection);
            return result;
        }
    }

    /**
     * Runs a handler's work in a transaction and marks the message with its commit.
     *
     * @throws Exception as {@link dev.latido.idempotency.TransactionalSeenStore#markWithCommit}
     */
    Mark marked(MessageKey key, Duration retention, Work<Connection, ?> work) throws Exception {
        try (Connection connection = open()) {
            Object unused = done(connection, work);
            return table.marks().joinsCommits()
                    ? markAndCommit(connection, key, retention)
                    : markThenCommit(connection, key, retention);
        }
    }

    /** Does the work and leaves the transaction open. Rolls back if the work throws anything. */
    private <R> R done(Connection connection, Work<Connection, R> work) throws Exception {
        GuardedConnection guard = new GuardedConnection(connection);
        try {
            R result = work.in(guard.proxy());
            guard.end();
            table.checkIntact(guard);
            return result;
        } catch (Throwable e) {
            guard.end();
            if (!rollBack(connection, e)) {
                throw new SeenStoreException("the database connection broke in mid-transaction", e);
            }
            throw e;
        }
    }

    /** Marks and commits in one round trip. The server skips the commit if it refuses the mark. */
    private Mark markAndCommit(Connection connection, MessageKey key, Duration retention) {
        try {
            table.marks().markAndCommit(connection, key, retention);
            connection.setAutoCommit(true);
            return Mark.FIRST;
        } catch (SQLException e) {
            Mark existing = SeenDialect.isUniqueViolation(e) ? rolledBackFor(connection, key, e) : null;
            if (existing != null) {
                return existing;
            }
            rollBack(connection, e);
            throw SeenDialect.isRefusal(e) ? notCommitted(e) : notMarked(e);
        }
    }

    /**
     * Rolls back after a unique key has refused the mark or, at the commit, another row.
     *
     * @return the answer if the message was marked before; null if it was not, so that another row was refused
     */
    private @Nullable Mark rolledBackFor(Connection connection, MessageKey key, SQLException refusal) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            return table.marks().existing(connection, key);
        } catch (SQLException e) {
            refusal.addSuppressed(e);
            throw unreachable(refusal);
        }
    }

    private Mark markThenCommit(Connection connection, MessageKey key, Duration retention) throws SQLException {
        Mark mark;
        try {
            mark = table.marks().mark(connection, key, retention);
            if (mark != Mark.FIRST) {
                connection.rollback();
                connection.setAutoCommit(true);
                return mark;
            }
        } catch (SQLException e) {
            rollBack(connection, e);
            throw notMarked(e);
        }
        commit(connection);
        return mark;
    }

    /** A step in a transaction of the store. */
    interface Step<R> {

        /** Runs the step. */
        R in(Connection transaction) throws SQLException;
    }

    /** Runs a step without any work of a handler in a transaction. Repeats it after a deadlock. */
    <R> R atomically(Step<R> step) {
        return repeated(() -> once(step));
    }

    /**
     * Runs a step whose first statement does all of its writing, so that it needs no transaction: the statement commits
     * in its own round trip. Repeats it after a deadlock.
     */
    <R> R alone(Step<R> step) {
        return repeated(() -> {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(true);
                return step.in(connection);
            }
        });
    }

    /** One try of a step. */
    private interface Try<R> {
        R make() throws SQLException;
    }

    private static <R> R repeated(Try<R> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return step.make();
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !SeenDialect.isTransient(e)) {
                    throw unreachable(e);
                }
            }
        }
    }

    private <R> R once(Step<R> step) throws SQLException {
        try (Connection connection = open()) {
            R result;
            try {
                result = step.in(connection);
            } catch (Throwable e) {
                rollBack(connection, e);
                throw e;
            }
            commit(connection);
            return result;
        }
    }

    /** Returns a connection whose transaction begins with its first statement. */
    private Connection open() {
        try {
            Connection connection = dataSource.getConnection();
            try {
                connection.setAutoCommit(false);
                return connection;
            } catch (Throwable e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /**
     * Commits. After a failure it is unknown whether the transaction was committed; the next attempt learns it from the
     * mark.
     */
    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            rollBack(connection, e);
            throw notCommitted(e);
        }
        connection.setAutoCommit(true);
    }

    /**
     * Rolls back first, because setting auto-commit on an open transaction would commit a part of the work.
     *
     * @return whether the connection still works
     */
    private static boolean rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    /**
     * Returns the exception for a failed commit. A refusal counts as a failure of the work; otherwise it would be
     * retried forever.
     */
    private static RuntimeException notCommitted(SQLException cause) {
        return SeenDialect.isRefusal(cause)
                ? new IllegalStateException(
                        "the database refused the transaction at its commit: " + cause.getMessage(), cause)
                : unreachable(cause);
    }

    /** Returns the exception for a failed mark after the handler's statements. */
    private static RuntimeException notMarked(SQLException cause) {
        return SeenDialect.isCausedByHandler(cause)
                ? new IllegalStateException(
                        "the mark cannot be written after the handler: leave the schema and role of the connection as"
                                + " they were and its transaction writable, or use marking(Marking.FIRST): "
                                + cause.getMessage(),
                        cause)
                : unreachable(cause);
    }

    /** Returns the exception for a store that cannot be reached. */
    static SeenStoreException unreachable(SQLException cause) {
        Objects.requireNonNull(cause);
        String advice = SchemaCheck.isWithoutTable(cause) ? "; call createTable(), or have its script run" : "";
        return new SeenStoreException("the seen-store's database failed: " + cause.getMessage() + advice, cause);
    }
}
