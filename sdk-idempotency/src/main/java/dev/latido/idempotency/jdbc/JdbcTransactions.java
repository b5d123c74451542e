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

/** The transactions of the JDBC seen-store, and what their failures mean. Thread-safe. */
public final class JdbcTransactions {

    private static final int VALIDATION_SECONDS = 2;
    private static final int ATTEMPTS = 20;

    private final DataSource dataSource;
    private final SeenTable table;

    /** Transactions on connections of a data source. */
    public JdbcTransactions(DataSource dataSource, SeenTable table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /**
     * Runs a handler's work in a transaction.
     *
     * @throws Exception as {@link dev.latido.idempotency.TransactionalSeenStore#inTransaction}
     */
    public <R> R of(Work<Connection, R> work) throws Exception {
        try (Connection connection = open()) {
            R result = done(connection, work);
            commit(connection);
            return result;
        }
    }

    /**
     * Runs a handler's work in a transaction that the mark ends.
     *
     * @throws Exception as {@link dev.latido.idempotency.TransactionalSeenStore#markWithCommit}
     */
    public Mark marked(MessageKey key, Duration retention, Work<Connection, ?> work) throws Exception {
        try (Connection connection = open()) {
            Object unused = done(connection, work);
            return table.marks().joinsCommits()
                    ? markAndCommit(connection, key, retention)
                    : markThenCommit(connection, key, retention);
        }
    }

    /** Does the work and leaves the transaction open; rolls back on whatever the work throws. */
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

    /** In one round trip. The server does not look at the commit if it refuses the mark. */
    private Mark markAndCommit(Connection connection, MessageKey key, Duration retention) {
        try {
            table.marks().markAndCommit(connection, key, retention);
            connection.setAutoCommit(true);
            return Mark.FIRST;
        } catch (SQLException e) {
            Mark there = SeenDialect.isUniqueViolation(e) ? rolledBackFor(connection, key, e) : null;
            if (there != null) {
                return there;
            }
            rollBack(connection, e);
            throw SeenDialect.isRefusal(e) ? notCommitted(e) : notMarked(e);
        }
    }

    /**
     * Rolls back after a unique key has refused the mark or, at the commit, something else.
     *
     * @return what the mark is that is there; null if there is none, so that the refusal was not the mark's
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

    /** What runs inside a transaction of the store's own. */
    public interface Step<R> {

        /** Runs it. */
        R in(Connection transaction) throws SQLException;
    }

    /** Runs a step that is all of the store's making, again if it meets a deadlock. */
    public <R> R atomically(Step<R> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(step);
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

    /** Commits; a failure leaves it open whether the transaction took place, which the mark will tell next time. */
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
     * Rolls back before anything else: setting auto-commit on an open transaction would commit half of it.
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

    /** Returns what a commit's failure means: a refusal is the work's, or it would be tried for ever. */
    private static RuntimeException notCommitted(SQLException cause) {
        return SeenDialect.isRefusal(cause)
                ? new IllegalStateException(
                        "the database refused the transaction at its commit: " + cause.getMessage(), cause)
                : unreachable(cause);
    }

    /** Returns what it means that a mark behind the handler's statements failed. */
    private static RuntimeException notMarked(SQLException cause) {
        return SeenDialect.isOfTheHandlersMaking(cause)
                ? new IllegalStateException(
                        "the mark cannot be written after the handler: leave schema and role of the connection as they"
                                + " were and its transaction writable, or use marking(Marking.FIRST): "
                                + cause.getMessage(),
                        cause)
                : unreachable(cause);
    }

    /** Returns the exception of a store that cannot be reached. */
    public static SeenStoreException unreachable(SQLException cause) {
        Objects.requireNonNull(cause);
        return new SeenStoreException("the seen-store's database failed: " + cause.getMessage(), cause);
    }
}
