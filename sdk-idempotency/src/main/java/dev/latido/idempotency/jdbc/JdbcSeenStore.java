package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.Marking;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore;
import dev.latido.idempotency.internal.MarkOrder;
import dev.latido.idempotency.internal.RefusedMark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * A seen-store in a table of the application's own database, PostgreSQL, MariaDB, MySQL or H2: the mark commits or rolls
 * back with the handler's writes, which makes the effect exactly-once.
 *
 * <p>The subscriber marks a message with the commit ({@link #markWithCommit}), or first where that is safer ({@link
 * Marking}). On PostgreSQL, mark and commit are one round trip: if the message was marked before, the primary key refuses the
 * mark and PostgreSQL skips the commit. H2, MariaDB and MySQL take one round trip more, and so does PostgreSQL if the
 * driver's {@code autosave} is on. PostgreSQL's own driver tells whether a transaction is open; with a driver that does not,
 * every message is marked first.
 *
 * <p>A mark waits while another open transaction holds a mark of the same message, on MariaDB and MySQL as long as {@code
 * innodb_lock_wait_timeout}. Under their REPEATABLE READ, a handler whose message is marked first reads what was committed
 * when it first reads, not before it had to wait. InnoDB may roll back a mark to end a deadlock among transactions that
 * waited for one that failed. The mark is then made again, if nothing had been written before it.
 *
 * <p>A handler's connection cannot be used any more when its transaction has ended. The handler must leave schema and role
 * of the connection as they were and its transaction writable, since the mark is written after it; otherwise the attempt
 * fails, and the next one marks first.
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
            throw JdbcTransactions.unreachable(e);
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
        return transactions.atomically(transaction -> {
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
            return table.commit(transaction, key, fence, retention);
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
                : RefusedMark.caught(() -> inTransaction(transaction -> {
                    Mark mark = RefusedMark.unlessFirst(markIn(transaction, key));
                    work.in(transaction);
                    return mark;
                }));
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
        return transactions.atomically(transaction -> table.claim(transaction, key, owner, lease));
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return held(transactions.atomically(transaction -> table.renew(transaction, key, fence, lease)));
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        Objects.requireNonNull(key, "key must not be null");
        return transactions.atomically(transaction -> table.commit(transaction, key, fence, retention));
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(pause, "pause must not be null");
        return held(transactions.atomically(transaction -> table.release(transaction, key, fence, pause)));
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
        return held(transactions.atomically(transaction -> table.bury(transaction, key, fence, reason, retention)));
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
        // The data source is the caller's.
    }

    @Override
    public String toString() {
        return "JdbcSeenStore[" + table + ", retention " + retention + "]";
    }
}
