package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Marking;
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
import javax.sql.DataSource;

/**
 * A seen-store in a table of the application's own database: PostgreSQL, MariaDB, MySQL or H2. The mark of a message is
 * committed or rolled back together with the handler's writes, which makes the effect exactly-once.
 *
 * <p><b>Round trips.</b> The subscriber marks a message with the commit ({@link #markWithCommit}), or first where that
 * is safer ({@link Marking}). On PostgreSQL, mark and commit take one round trip. If the message was marked before, the
 * primary key refuses the mark, and PostgreSQL skips the commit. H2, MariaDB and MySQL take one round trip more, and so
 * does PostgreSQL if the driver's {@code autosave} is on. PostgreSQL's own driver tells whether a transaction is open.
 * With a driver that does not, every message is marked first.
 *
 * <p><b>Waiting.</b> A mark blocks while another open transaction holds a mark of the same message. On MariaDB and
 * MySQL it blocks for at most {@code innodb_lock_wait_timeout}. Under their isolation level REPEATABLE READ, a handler
 * whose message is marked first sees the data that was committed at its first read, which is after the wait. InnoDB may
 * roll back a mark to resolve a deadlock between transactions that waited for one that failed. The mark is then
 * repeated if nothing was written before it.
 *
 * <p><b>The handler's connection.</b> The subscriber ends the transaction, never the handler. On the handler's
 * connection, {@code commit}, {@code rollback} and similar methods and statements throw {@link IllegalStateException}.
 * Savepoints are allowed. Statements that commit implicitly on H2, MariaDB and MySQL, such as {@code create table}, are
 * not detected. If the database has ended the transaction, because of a deadlock or another failed statement, and the
 * handler continued, nothing is committed and the attempt has failed.
 *
 * <p>A mark with the commit is written after the handler's statements. The handler must therefore leave the role of the
 * connection as it was, and the transaction writable. Otherwise the attempt fails, and the next one marks first. The
 * connection cannot be used after the transaction has ended.
 *
 * <p>What a handler's statements leave in the session, such as a role, a setting or a temporary table, does not reach
 * the next message: the pool replaces the connection. Settings that end with the transaction, such as {@code set local}
 * on PostgreSQL, cost nothing. The store's own statements name the schema in which the table was found when the store
 * was created.
 *
 * <p><b>Failures.</b> If the handler's connection breaks while the database answers another connection, the handler has
 * failed. Only a database that answers none is a failed store. After a deadlock or a lock timeout, the transaction is
 * repeated without using up an attempt.
 *
 * <p>The store {@linkplain #detectsConflicts() detects conflicts}. Times are those of the database's clock.
 *
 * <p>Thread-safe. Each operation runs on the caller's thread and takes a connection from the data source for its
 * duration, so use a connection pool. The data source stays the caller's: {@link #close()} does not close it.
 */
public final class JdbcSeenStore implements TransactionalSeenStore<Connection> {

    private final DataSource dataSource;
    private final SeenTable table;
    private final JdbcTransactions transactions;
    private final Duration retention;

    private JdbcSeenStore(DataSource dataSource, SeenTable table, Duration retention) {
        this.dataSource = dataSource;
        this.table = table;
        this.transactions = new JdbcTransactions(dataSource, table);
        this.retention = retention;
    }

    /**
     * Returns a store in the table {@code latido_seen}, with a retention of {@link SeenStore#DEFAULT_RETENTION}, 8
     * days. The table must exist; {@link #createTable()} creates it.
     *
     * @param dataSource the application's database
     * @return the store
     * @throws SeenStoreException if the database cannot be reached or is not supported
     */
    public static JdbcSeenStore of(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource must not be null");
        try (Connection connection = dataSource.getConnection()) {
            return new JdbcSeenStore(dataSource, SeenTable.in(connection), DEFAULT_RETENTION);
        } catch (SQLException e) {
            throw JdbcTransactions.unreachable(e);
        }
    }

    /**
     * Returns a store in the same table that keeps the messages it marks for another time. Messages that were marked
     * before keep their retention.
     *
     * @param retention the minimum time for which handled messages are kept, above zero; see {@link SeenStore}
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
     * Creates the table, its index and the sequence of the fences, if they do not exist. Requires the permission to
     * create tables. Without it, have an administrator run the script of {@link #ddl()}.
     *
     * @return this store
     * @throws SeenStoreException if the database refuses to create them
     */
    public JdbcSeenStore createTable() {
        return transactions.atomically(transaction -> {
            table.create(transaction);
            return this;
        });
    }

    /**
     * Returns the script that {@link #createTable()} runs, for a migration tool. The jar of this module contains the
     * scripts of all databases in {@code dev/latido/idempotency/jdbc}: {@code postgresql.sql}, {@code mysql.sql} (also
     * for MariaDB), {@code h2.sql}, and {@code postgresql-partitioned.sql} for a partitioned table.
     *
     * @return the SQL for this database, with statements separated by semicolons
     */
    public String ddl() {
        return table.ddl();
    }

    @Override
    public boolean detectsConflicts() {
        return true;
    }

    /** Checks the table, its columns and keys, and the permissions, by trying them in a transaction that is rolled back. */
    @Override
    public void check() {
        new SchemaCheck(dataSource, table.dialect()).seen(this);
    }

    /** Returns whether this store takes its connections from a data source. */
    boolean isIn(DataSource other) {
        return dataSource.equals(other);
    }

    /** Claims a message in a transaction, whose end decides. */
    Claim claimIn(Connection transaction, MessageKey key, String owner, Duration lease) throws SQLException {
        return table.claims().claim(transaction, key, owner, lease);
    }

    /** Marks a claimed message as dead in a transaction; returns false if the claim was lost. */
    boolean buryIn(Connection transaction, MessageKey key, long fence, String reason) throws SQLException {
        return table.claims().bury(transaction, key, fence, reason, retention);
    }

    @Override
    public Mark markIn(Connection transaction, MessageKey key) {
        Objects.requireNonNull(transaction, "transaction must not be null");
        Objects.requireNonNull(key, "key must not be null");
        try {
            return table.marks().mark(transaction, key, retention);
        } catch (SQLException e) {
            throw JdbcTransactions.unreachable(e);
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
            throw JdbcTransactions.unreachable(e);
        }
    }

    @Override
    public Commit commitIn(Connection transaction, MessageKey key, long fence) {
        Objects.requireNonNull(transaction, "transaction must not be null");
        Objects.requireNonNull(key, "key must not be null");
        try {
            return table.claims().commit(transaction, key, fence, retention);
        } catch (SQLException e) {
            throw JdbcTransactions.unreachable(e);
        }
    }

    @Override
    public <R> R inTransaction(Work<Connection, R> work) throws Exception {
        Objects.requireNonNull(work, "work must not be null");
        return transactions.of(work);
    }

    @Override
    public Mark markWithCommit(MessageKey key, Work<Connection, ?> work) throws Exception {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(work, "work must not be null");
        return table.seesWhetherTransactionsEnd()
                ? transactions.marked(key, retention, work)
                : transactions.of(transaction -> {
                    Mark mark = markIn(transaction, key);
                    if (mark == Mark.FIRST) {
                        work.in(transaction);
                    }
                    return mark;
                });
    }

    @Override
    public Duration retention() {
        return retention;
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(owner, "owner must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return table.claims().claimsWithoutTransaction()
                ? transactions.alone(connection -> table.claims().claim(connection, key, owner, lease))
                : transactions.atomically(transaction -> table.claims().claim(transaction, key, owner, lease));
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return held(transactions.alone(connection -> table.claims().renew(connection, key, fence, lease)));
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        Objects.requireNonNull(key, "key must not be null");
        return transactions.alone(connection -> table.claims().commit(connection, key, fence, retention));
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(pause, "pause must not be null");
        return held(transactions.alone(connection -> table.claims().release(connection, key, fence, pause)));
    }

    @Override
    public Hold withdraw(MessageKey key, long fence) {
        Objects.requireNonNull(key, "key must not be null");
        return held(transactions.alone(connection -> table.claims().withdraw(connection, key, fence)));
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
        return held(transactions.alone(connection -> table.claims().bury(connection, key, fence, reason, retention)));
    }

    private static Hold held(boolean changed) {
        return changed ? Hold.HELD : Hold.LOST;
    }

    @Override
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        return transactions.atomically(transaction -> table.purge(transaction, limit));
    }

    @Override
    public void close() {
        // The data source stays the caller's.
    }

    @Override
    public String toString() {
        return "JdbcSeenStore[" + table + ", retention " + retention + "]";
    }
}
