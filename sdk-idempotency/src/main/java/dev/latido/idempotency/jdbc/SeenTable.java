package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore.Commit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of the JDBC seen-store. Each operation runs in the caller's transaction. Thread-safe. */
final class SeenTable {

    private static final String CLAIMED = "C";
    private static final String RETRY = "R";
    private static final String DONE = "D";
    private static final String DEAD = "X";

    /** The fence of a mark that was made without a claim. */
    private static final long NO_FENCE = 0;

    private static final String FAILED_TRANSACTION = "25P02";

    private static final int LONGEST_REASON = 1_024;

    private final SeenDialect dialect;
    private final @Nullable DriverTransaction driver;
    private final SeenMarks marks;
    private final String insert;
    private final String select;
    private final String claimAgain;
    private final String change;
    private final String purge;

    private SeenTable(SeenDialect dialect, @Nullable DriverTransaction driver, boolean joinsCommits) {
        this.dialect = dialect;
        this.driver = driver;
        this.marks = new SeenMarks(dialect, joinsCommits);
        String now = dialect.now();
        this.insert = "insert into latido_seen (consumer_group, message_id, state, fence, attempt, owner, due_at,"
                + " fingerprint) values (?, ?, '" + CLAIMED + "', " + dialect.nextFence() + ", 1, ?, " + now
                + " + ?, ?)"
                + dialect.ignoreDuplicate();
        this.select = "select state, fence, attempt, due_at - " + now + ", fingerprint from latido_seen"
                + " where consumer_group = ? and message_id = ? for update";
        this.claimAgain = "update latido_seen set state = '" + CLAIMED + "', fence = " + dialect.nextFence()
                + ", attempt = attempt + 1, owner = ?, due_at = " + now + " + ?"
                + ", fingerprint = case when fingerprint = 0 then ? else fingerprint end"
                + " where consumer_group = ? and message_id = ?";
        this.change = "update latido_seen set state = ?, reason = ?, due_at = " + now + " + ?"
                + " where consumer_group = ? and message_id = ? and fence = ? and state = '" + CLAIMED + "'";
        this.purge = dialect.deleteSome("state in ('" + DONE + "', '" + DEAD + "') and due_at < " + now);
    }

    /** Returns the table in the dialect of the connection's database. */
    static SeenTable in(Connection connection) throws SQLException {
        SeenDialect dialect = SeenDialect.of(connection);
        DriverTransaction driver = dialect.rollsBackSilently() ? DriverTransaction.of(connection) : null;
        boolean joinsCommits = driver != null && driver.sendsTogether();
        return new SeenTable(dialect, driver, joinsCommits);
    }

    /** Returns the marks in this table. */
    SeenMarks marks() {
        return marks;
    }

    /** Returns the dialect of the database. */
    SeenDialect dialect() {
        return dialect;
    }

    /** Returns the script that creates the table. */
    String ddl() {
        return dialect.schema().text();
    }

    /** Creates the table, its index and the source of the fences, if they do not exist. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(dialect.beforeDdl());
        }
        execute(connection, dialect.schema().statements());
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /**
     * Returns whether the mark can come last. On PostgreSQL this requires a driver that tells the state of the
     * transaction. Otherwise a handler's statement that ends the transaction would not be detected, and its effect
     * could be committed without the mark. The other databases are not checked for such statements.
     */
    boolean seesWhetherTransactionsEnd() {
        return !dialect.rollsBackSilently() || driver != null;
    }

    /**
     * Checks, before a commit, that the whole transaction can be committed. If a statement has failed, PostgreSQL
     * answers the commit with a rollback that its driver does not report, and the message would be acknowledged without
     * its effect. The driver usually knows the state. If it does not, or if a statement has failed, the server is
     * asked. The other databases roll back when they resolve a deadlock; later statements are then in another
     * transaction, without the mark.
     *
     * @throws IllegalStateException if a statement failed and the work continued, or if a statement ended the
     *     transaction
     */
    void checkIntact(GuardedConnection guard) throws SQLException {
        if (dialect.rollsBackAtDeadlock() && guard.hasMetConflict()) {
            throw new IllegalStateException("the database ended the transaction for a deadlock and the handler went on,"
                    + " so the mark is lost: do not catch the SQLException");
        }
        if (!dialect.rollsBackSilently() || (driver != null && driver.isOpen(guard.connection()))) {
            return;
        }
        if (driver != null && driver.isIdle(guard.connection())) {
            if (guard.hasExecuted()) {
                throw new IllegalStateException("a statement of the handler has ended the transaction, so mark and"
                        + " effect can no longer be committed together: leave commit and rollback to the subscriber");
            }
            return;
        }
        try (Statement statement = guard.connection().createStatement()) {
            statement.execute("select 1");
        } catch (SQLException e) {
            if (!FAILED_TRANSACTION.equals(e.getSQLState())) {
                throw e;
            }
            throw new IllegalStateException(
                    "a statement failed and the handler went on, so nothing can be committed: do not catch its"
                            + " SQLException, or roll back to a savepoint",
                    e);
        }
    }

    private boolean insert(Connection transaction, MessageKey key, String owner, Duration lease) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insert)) {
            statement.setString(1, key.group());
            statement.setString(2, key.id());
            statement.setString(3, owner);
            statement.setLong(4, lease.toMillis());
            statement.setLong(5, key.fingerprint());
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (dialect.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private record Row(String state, long fence, int attempt, Duration remaining, long fingerprint) {}

    /** Reads a row and locks it until the transaction ends. */
    private @Nullable Row lock(Connection transaction, MessageKey key) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(select)) {
            statement.setString(1, key.group());
            statement.setString(2, key.id());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new Row(
                                row.getString(1),
                                row.getLong(2),
                                row.getInt(3),
                                Duration.ofMillis(Math.max(0, row.getLong(4))),
                                row.getLong(5))
                        : null;
            }
        }
    }

    /** Claims a message, or returns the reason why there is no claim. */
    Claim claim(Connection transaction, MessageKey key, String owner, Duration lease) throws SQLException {
        execute(transaction, dialect.beforeFence());
        Claim claim = claimWithFence(transaction, key, owner, lease);
        execute(transaction, dialect.afterFence());
        return claim;
    }

    private Claim claimWithFence(Connection transaction, MessageKey key, String owner, Duration lease)
            throws SQLException {
        if (insert(transaction, key, owner, lease)) {
            return granted(transaction, key);
        }
        Row row = lock(transaction, key);
        if (row == null) {
            return new Claim.Busy(Duration.ZERO);
        }
        if (key.contradicts(row.fingerprint())) {
            return new Claim.Conflict();
        }
        if (DONE.equals(row.state())) {
            return new Claim.Done();
        }
        if (DEAD.equals(row.state())) {
            return new Claim.Dead();
        }
        if (!row.remaining().isZero()) {
            return CLAIMED.equals(row.state()) ? new Claim.Busy(row.remaining()) : new Claim.Delayed(row.remaining());
        }
        try (PreparedStatement statement = transaction.prepareStatement(claimAgain)) {
            statement.setString(1, owner);
            statement.setLong(2, lease.toMillis());
            statement.setLong(3, key.fingerprint());
            statement.setString(4, key.group());
            statement.setString(5, key.id());
            statement.executeUpdate();
        }
        return granted(transaction, key);
    }

    private Claim granted(Connection transaction, MessageKey key) throws SQLException {
        Row row = lock(transaction, key);
        if (row == null) {
            throw new SQLException("the row of a claim was deleted before the claim's transaction ended");
        }
        return new Claim.Granted(row.fence(), row.attempt());
    }

    /** Extends a claim; returns false if it was lost. */
    boolean renew(Connection transaction, MessageKey key, long fence, Duration lease) throws SQLException {
        return change(transaction, key, fence, CLAIMED, null, lease);
    }

    /** Releases a claim; returns false if it was lost. */
    boolean release(Connection transaction, MessageKey key, long fence, Duration pause) throws SQLException {
        return change(transaction, key, fence, RETRY, null, pause);
    }

    /** Marks a message as dead; returns false if the claim was lost. */
    boolean bury(Connection transaction, MessageKey key, long fence, String reason, Duration retention)
            throws SQLException {
        return change(transaction, key, fence, DEAD, reason, retention);
    }

    /** Marks a claimed message as done. */
    Commit commit(Connection transaction, MessageKey key, long fence, Duration retention) throws SQLException {
        if (change(transaction, key, fence, DONE, null, retention)) {
            return Commit.OK;
        }
        Row row = lock(transaction, key);
        boolean already = fence > NO_FENCE && row != null && DONE.equals(row.state()) && row.fence() == fence;
        return already ? Commit.ALREADY : Commit.LOST;
    }

    private boolean change(
            Connection transaction, MessageKey key, long fence, String state, @Nullable String reason, Duration due)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(change)) {
            statement.setString(1, state);
            statement.setString(2, reason == null ? null : storable(reason));
            statement.setLong(3, due.toMillis());
            statement.setString(4, key.group());
            statement.setString(5, key.id());
            statement.setLong(6, fence);
            return statement.executeUpdate() == 1;
        }
    }

    /** Replaces U+0000, which PostgreSQL's text cannot contain: otherwise the message could never be marked as dead. */
    private static String storable(String reason) {
        return reason.substring(0, Math.min(reason.length(), LONGEST_REASON)).replace('\0', ' ');
    }

    /**
     * Removes rows whose retention is over. On PostgreSQL, rows that another purge has locked are skipped, because two
     * purges that wait for each other's rows would be in a deadlock.
     */
    int purge(Connection transaction, int limit) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(purge)) {
            statement.setInt(1, limit);
            return statement.executeUpdate();
        }
    }

    @Override
    public String toString() {
        return "latido_seen in " + dialect;
    }
}
