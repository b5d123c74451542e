package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.internal.MarkOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A seen-store in a table of the application's own database, PostgreSQL, MariaDB, MySQL or H2: the mark commits or rolls
 * back with the handler's writes, which makes the effect exactly-once.
 *
 * <p>Mark first, then write. A rival with the same message waits for the end of this transaction, on MariaDB and MySQL as
 * long as {@code innodb_lock_wait_timeout}; and under their REPEATABLE READ, what the handler reads after the mark is what
 * was committed when it first reads, not before it had to wait. Should InnoDB roll a mark back to end a deadlock, as it
 * does among those who waited for a transaction that failed, it is made again if nothing had been written before it.
 *
 * <p>While messages wait, of one topic in line or of others for a free thread, up to 64 of them have their transactions one
 * after the other on one connection ({@link #chain}). A handler's connection ends with its transaction, and what it has set
 * on it, a schema or a time-out, does not reach the next.
 *
 * <p>The transaction is the subscriber's to end: on the handler's connection {@code commit}, {@code rollback} and their
 * like throw {@link IllegalStateException}, as methods and as statements. Savepoints are allowed. If the database has ended
 * the transaction, for a deadlock or another failed statement, and the handler went on, nothing is committed and the
 * attempt has failed. Statements that commit by themselves on MariaDB and MySQL, such as {@code create table}, are not
 * recognised.
 *
 * <p>{@linkplain #detectsConflicts() Detects conflicts}.
 *
 * <p>Times are the database's own. Thread-safe; each operation takes a connection from the data source for its duration,
 * so a pool belongs behind it. The data source stays the caller's: {@link #close()} does not close it.
 */
public final class JdbcSeenStore implements TransactionalSeenStore<Connection> {

    private static final int VALIDATION_SECONDS = 2;
    private static final int ATTEMPTS = 20;

    private final DataSource dataSource;
    private final SeenTable table;
    private final Duration retention;

    private JdbcSeenStore(DataSource dataSource, SeenTable table, Duration retention) {
        this.dataSource = dataSource;
        this.table = table;
        this.retention = retention;
    }

    /**
     * A store in the table {@code latido_seen}. The table must be there; {@link #createTable()} makes it.
     *
     * @param dataSource the application's database
     * @return the store
     * @throws SeenStoreException if the database cannot be reached or is not one that is supported
     */
    public static JdbcSeenStore of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource must not be null");
        try (Connection connection = dataSource.getConnection()) {
            return new JdbcSeenStore(dataSource, SeenTable.in(connection), DEFAULT_RETENTION);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /**
     * The same store with another retention for what it marks from now on.
     *
     * @param retention how long handled messages are kept, above zero; see {@link SeenStore}
     * @return the new store
     * @throws IllegalArgumentException if it is not positive
     */
    public JdbcSeenStore retaining(Duration retention) {
        Objects.requireNonNull(retention, "retention must not be null");
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("retention must be above zero, was " + retention);
        }
        return new JdbcSeenStore(dataSource, table, retention);
    }

    /**
     * Creates the table, its index and the fence's sequence where they are missing. Needs the right to create tables;
     * where the application has none, an administrator runs {@link #ddl()}.
     *
     * @return this store
     * @throws SeenStoreException if the database refuses
     */
    public JdbcSeenStore createTable() {
        return atomically(transaction -> {
            table.create(transaction);
            return this;
        });
    }

    /**
     * Returns the script that {@link #createTable()} runs, for a migration tool. The scripts of all databases are in this
     * module's jar, below {@code dev/latido/idempotency/jdbc}: {@code postgresql.sql}, {@code mysql.sql} (MariaDB too),
     * {@code h2.sql}, and {@code postgresql-partitioned.sql} for a table in partitions.
     *
     * @return SQL for this database, statements separated by semicolons
     */
    public String ddl() {
        return table.ddl();
    }

    @Override
    public boolean detectsConflicts() {
        return true;
    }

    @Override
    public Mark markIn(Connection transaction, MessageKey key) {
        Objects.requireNonNull(transaction, "transaction must not be null");
        Objects.requireNonNull(key, "key must not be null");
        try {
            return table.marks().mark(transaction, key, retention);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public List<Mark> markAllIn(Connection transaction, List<MessageKey> keys) {
        Objects.requireNonNull(transaction, "transaction must not be null");
        MarkOrder order = new MarkOrder(keys);
        try {
            return order.answers(
                    table.marks().markAll(transaction, order.firsts(), retention), key -> markIn(transaction, key));
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public Commit commitIn(Connection transaction, MessageKey key, long fence) {
        Objects.requireNonNull(transaction, "transaction must not be null");
        Objects.requireNonNull(key, "key must not be null");
        try {
            return table.commit(transaction, key, fence, retention);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    /** What runs inside a transaction of the store's own. */
    private interface Step<R> {
        R in(Connection transaction) throws SQLException;
    }

    @Override
    public <R> R inTransaction(Work<Connection, R> work) throws Exception {
        Objects.requireNonNull(work, "work must not be null");
        try (Connection connection = open()) {
            GuardedConnection guard = new GuardedConnection(connection);
            R result;
            try {
                result = work.in(guard.proxy());
                table.checkIntact(guard);
            } catch (Throwable e) {
                if (!rollBack(connection, e)) {
                    throw broken(e);
                }
                throw e;
            }
            commit(connection);
            return result;
        }
    }

    @Override
    public Optional<Chain<Connection>> chain(MessageKey first) {
        Objects.requireNonNull(first, "first must not be null");
        return Optional.of(new JdbcChain(this, table, retention, first));
    }

    /** The steps are all of this store's making, so one that met a deadlock is taken again. */
    private <R> R atomically(Step<R> step) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(step);
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !SeenTable.isTransient(e)) {
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

    /** A connection with a transaction. */
    Connection open() {
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
    static void commit(Connection connection) throws SQLException {
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
    static boolean rollBack(Connection connection, Throwable reason) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            return false;
        }
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(owner, "owner must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return atomically(transaction -> table.claim(transaction, key, owner, lease));
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return held(atomically(transaction -> table.renew(transaction, key, fence, lease)));
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        Objects.requireNonNull(key, "key must not be null");
        return atomically(transaction -> table.commit(transaction, key, fence, retention));
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(pause, "pause must not be null");
        return held(atomically(transaction -> table.release(transaction, key, fence, pause)));
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
        return held(atomically(transaction -> table.bury(transaction, key, fence, reason, retention)));
    }

    private static Hold held(boolean changed) {
        return changed ? Hold.HELD : Hold.LOST;
    }

    @Override
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        return atomically(transaction -> table.purge(transaction, limit));
    }

    @Override
    public void close() {
        // The data source is the caller's.
    }

    static SeenStoreException broken(Throwable reason) {
        return new SeenStoreException("the database connection broke in mid-transaction", reason);
    }

    /** What a commit's failure means: a refusal is the work's, or it would be tried for ever. */
    static RuntimeException notCommitted(SQLException cause) {
        return SeenTable.isRefusal(cause)
                ? new IllegalStateException(
                        "the database refused the transaction at its commit: " + cause.getMessage(), cause)
                : unreachable(cause);
    }

    static SeenStoreException unreachable(@Nullable SQLException cause) {
        return new SeenStoreException(
                "the seen-store's database failed" + (cause == null ? "" : ": " + cause.getMessage()), cause);
    }

    @Override
    public String toString() {
        return "JdbcSeenStore[" + table + ", retention " + retention + "]";
    }
}
