package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.TransactionalSeenStore.Work;
import dev.latido.idempotency.internal.SqlFailures;
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

    /** A pool can return this number of connections that broke unnoticed, one after the other. */
    private static final int STALE_CONNECTIONS = 3;

    private final DataSource dataSource;
    private final SeenTable table;
    private final HandlerTexts texts;

    /** Creates transactions on connections of a data source. */
    JdbcTransactions(DataSource dataSource, SeenTable table) {
        this.dataSource = dataSource;
        this.table = table;
        this.texts = table.handlerTexts();
    }

    /** A transaction with a handler's work. */
    private interface HandlersTransaction<R> {

        /** Does the work and ends the transaction. */
        R on(GuardedConnection guard) throws Exception;
    }

    /**
     * Runs a handler's work in a transaction.
     *
     * @throws Exception as {@link dev.latido.idempotency.TransactionalSeenStore#inTransaction}
     */
    <R> R of(Work<Connection, R> work) throws Exception {
        return guarded(guard -> {
            R result = done(guard, work);
            commit(guard.connection());
            return result;
        });
    }

    /**
     * Runs a handler's work in a transaction and marks the message with its commit.
     *
     * @throws Exception as {@link dev.latido.idempotency.TransactionalSeenStore#markWithCommit}
     */
    Mark marked(MessageKey key, Duration retention, Work<Connection, ?> work) throws Exception {
        return guarded(guard -> {
            Object unused = done(guard, work);
            return table.marks().joinsCommits()
                    ? markAndCommit(guard.connection(), key, retention)
                    : markThenCommit(guard.connection(), key, retention);
        });
    }

    /**
     * Runs a transaction on a guarded connection. If the connection breaks while the database answers another one, that
     * is the work's failure; otherwise the store's.
     */
    private <R> R guarded(HandlersTransaction<R> transaction) throws Exception {
        try (Connection connection = open()) {
            GuardedConnection guard = new GuardedConnection(connection, texts);
            try {
                return transaction.on(guard);
            } catch (BrokenTransaction e) {
                guard.unfit();
                throw e;
            } finally {
                if (!guard.undone()) {
                    Eviction.of(dataSource, connection);
                }
            }
        } catch (BrokenTransaction e) {
            // The connection has been returned: the pool may have no other.
            if (answers()) {
                throw e.ofWork();
            }
            throw e.ofStore();
        }
    }

    private boolean answers() {
        for (int i = 0; i < STALE_CONNECTIONS; i++) {
            try (Connection other = dataSource.getConnection()) {
                if (other.isValid(VALIDATION_SECONDS)) {
                    return true;
                }
                Eviction.of(dataSource, other);
            } catch (SQLException e) {
                return false;
            }
        }
        return false;
    }

    /** Does the work and leaves the transaction open. Rolls back if the work throws anything. */
    private <R> R done(GuardedConnection guard, Work<Connection, R> work) throws Exception {
        R result;
        try {
            result = work.in(guard.proxy());
        } catch (Throwable e) {
            guard.end();
            if (!rollBack(guard.connection(), e)) {
                throw BrokenTransaction.inWork(e);
            }
            throw e;
        }
        guard.end();
        try {
            table.checkIntact(guard);
        } catch (IllegalStateException e) {
            if (!rollBack(guard.connection(), e)) {
                throw BrokenTransaction.inWork(e);
            }
            throw e;
        } catch (SQLException e) {
            throw failed(guard.connection(), e, notCommitted(e));
        }
        return result;
    }

    /** Rolls back after a failure that follows the work, and returns the exception to throw. */
    private static Exception failed(Connection connection, SQLException cause, RuntimeException meaning) {
        return rollBack(connection, cause) ? meaning : BrokenTransaction.afterWork(cause);
    }

    /** Marks and commits in one round trip. The server skips the commit if it refuses the mark. */
    private Mark markAndCommit(Connection connection, MessageKey key, Duration retention) throws Exception {
        try {
            table.marks().markAndCommit(connection, key, retention);
            connection.setAutoCommit(true);
            return Mark.FIRST;
        } catch (SQLException e) {
            if (!SeenDialect.isUniqueViolation(e)) {
                throw failed(connection, e, SeenDialect.isRefusal(e) ? notCommitted(e) : notMarked(e));
            }
            Mark existing = rolledBackFor(connection, key, e);
            if (existing == null) {
                throw notCommitted(e);
            }
            return existing;
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

    private Mark markThenCommit(Connection connection, MessageKey key, Duration retention) throws Exception {
        Mark mark;
        try {
            mark = table.marks().mark(connection, key, retention);
            if (mark != Mark.FIRST) {
                connection.rollback();
                connection.setAutoCommit(true);
                return mark;
            }
        } catch (SQLException e) {
            throw failed(connection, e, notMarked(e));
        }
        commit(connection);
        return mark;
    }

    /** A step of the store. */
    interface Step<R> {

        /** Runs the step. */
        R in(Connection transaction) throws SQLException;
    }

    /** Runs a step without any work of a handler in a transaction. Repeats it after a deadlock. */
    <R> R atomically(Step<R> step) {
        return repeated(() -> {
            try (Connection connection = open()) {
                R result;
                try {
                    result = step.in(connection);
                    connection.commit();
                } catch (Throwable e) {
                    rollBack(connection, e);
                    throw e;
                }
                connection.setAutoCommit(true);
                return result;
            }
        });
    }

    /**
     * Runs a step whose first statement does all of its writing, so that it needs no transaction: the statement commits
     * in its own round trip. Repeats it after a deadlock.
     */
    <R> R alone(Step<R> step) {
        return repeated(() -> {
            try (Connection connection = opened(true)) {
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
                if (attempt == ATTEMPTS || !SqlFailures.isConflict(e)) {
                    throw unreachable(e);
                }
            }
        }
    }

    /** Returns a connection whose transaction begins with its first statement. */
    private Connection open() {
        try {
            return opened(false);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /** Takes a connection; another one if the first broke while it was in the pool. */
    private Connection opened(boolean autoCommit) throws SQLException {
        for (int stale = 1; ; stale++) {
            Connection connection = dataSource.getConnection();
            try {
                connection.setAutoCommit(autoCommit);
                return connection;
            } catch (SQLException e) {
                Eviction.of(dataSource, connection);
                connection.close();
                if (stale == STALE_CONNECTIONS) {
                    throw e;
                }
            }
        }
    }

    /**
     * Commits. After a failure it is unknown whether the transaction was committed; the next attempt learns it from the
     * mark.
     */
    private static void commit(Connection connection) throws Exception {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw failed(connection, e, notCommitted(e));
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
            if (!connection.getAutoCommit()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    /**
     * Returns the exception for a failed commit on a connection that still works. It is the work's, unless the SQL
     * state says that the server has a problem; otherwise it would be retried forever.
     */
    private static RuntimeException notCommitted(SQLException cause) {
        if (SeenDialect.isServersProblem(cause)) {
            return unreachable(cause);
        }
        String what = SqlFailures.isTransient(cause)
                ? "the transaction met another one at its commit: "
                : "the database refused the transaction at its commit: ";
        return new IllegalStateException(what + cause.getMessage(), cause);
    }

    /** Returns the exception for a failed mark after the handler's statements. */
    private static RuntimeException notMarked(SQLException cause) {
        return SeenDialect.isCausedByHandler(cause)
                ? new IllegalStateException(
                        "the mark cannot be written after the handler: leave the role of the connection as it was and"
                                + " its transaction writable, or use marking(Marking.FIRST): "
                                + cause.getMessage(),
                        cause)
                : notCommitted(cause);
    }

    /** Returns the exception for a store that cannot be reached. */
    static SeenStoreException unreachable(SQLException cause) {
        Objects.requireNonNull(cause);
        String advice = SchemaCheck.isWithoutTable(cause) ? "; call createTable(), or have its script run" : "";
        return new SeenStoreException("the seen-store's database failed: " + cause.getMessage() + advice, cause);
    }
}
