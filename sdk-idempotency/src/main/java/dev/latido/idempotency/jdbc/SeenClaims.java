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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The claims in the seen-store's table, and what becomes of them. Each operation runs in the caller's transaction, or,
 * where it says so, also without one. Thread-safe.
 */
final class SeenClaims {

    static final String CLAIMED = "C";
    static final String RETRY = "R";
    static final String DONE = "D";
    static final String DEAD = "X";

    /** The fence of a mark that was made without a claim. */
    private static final long NO_FENCE = 0;

    private static final int LONGEST_REASON = 1_024;

    private final SeenDialect dialect;
    private final TableNames names;
    private final String insert;
    private final String select;
    private final String claimAgain;
    private final String change;
    private final String withdraw;

    /** Creates the statements of a database. */
    SeenClaims(SeenDialect dialect, TableNames names) {
        this.dialect = dialect;
        this.names = names;
        String table = names.seen();
        String now = dialect.now();
        String row = "insert into " + table + " (consumer_group, message_id, state, fence, attempt, owner, due_at,"
                + " fingerprint) values (?, ?, '" + CLAIMED + "', " + dialect.nextFence(names) + ", 1, ?, " + now
                + " + ?, ?)";
        this.insert = switch (dialect) {
            case POSTGRESQL -> row + claimableAgain(now) + " returning fence, attempt";
            case H2 -> "select fence, attempt from final table (" + row + ")";
            case MYSQL -> row + dialect.ignoreDuplicate();
        };
        this.select = "select state, fence, attempt, due_at - " + now + ", fingerprint from " + table
                + " where consumer_group = ? and message_id = ? for update";
        this.claimAgain = "update " + table + " set state = '" + CLAIMED + "', fence = " + dialect.nextFence(names)
                + ", attempt = attempt + 1, owner = ?, due_at = " + now + " + ?"
                + ", fingerprint = case when fingerprint = 0 then ? else fingerprint end"
                + " where consumer_group = ? and message_id = ?";
        this.withdraw = "update " + table + " set state = '" + RETRY + "', attempt = attempt - 1, due_at = " + now
                + " where consumer_group = ? and message_id = ? and fence = ? and state = '" + CLAIMED + "'";
        this.change = "update " + table + " set state = ?, reason = ?, due_at = " + now + " + ?"
                + " where consumer_group = ? and message_id = ? and fence = ? and state = '" + CLAIMED + "'";
    }

    /** Returns the end of PostgreSQL's insert, which claims a row again if that is possible. */
    private static String claimableAgain(String now) {
        return " on conflict (consumer_group, message_id) do update set state = excluded.state, fence = excluded.fence,"
                + " attempt = latido_seen.attempt + 1, owner = excluded.owner, due_at = excluded.due_at,"
                + " fingerprint = case when latido_seen.fingerprint = 0 then excluded.fingerprint"
                + " else latido_seen.fingerprint end"
                + " where latido_seen.state in ('" + CLAIMED + "', '" + RETRY + "') and latido_seen.due_at <= " + now
                + " and (latido_seen.fingerprint = excluded.fingerprint or latido_seen.fingerprint = 0"
                + " or excluded.fingerprint = 0)";
    }

    /** Returns whether a claim needs no transaction, because one statement both decides and claims. */
    boolean claimsWithoutTransaction() {
        return dialect == SeenDialect.POSTGRESQL;
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
        return switch (dialect) {
            case POSTGRESQL, H2 -> {
                Optional<Claim> granted = inserted(transaction, key, owner, lease);
                yield granted.isPresent() ? granted.get() : ofExisting(transaction, key, owner, lease);
            }
            case MYSQL -> claimWithFence(transaction, key, owner, lease);
        };
    }

    /** Claims with one statement, which returns the claim; empty if the message is known and was not claimed again. */
    private Optional<Claim> inserted(Connection transaction, MessageKey key, String owner, Duration lease)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insert)) {
            set(statement, key, owner, lease);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(new Claim.Granted(row.getLong(1), row.getInt(2))) : Optional.empty();
            }
        } catch (SQLException e) {
            if (dialect.isDuplicate(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void set(PreparedStatement insert, MessageKey key, String owner, Duration lease)
            throws SQLException {
        insert.setString(1, key.group());
        insert.setString(2, key.id());
        insert.setString(3, owner);
        insert.setLong(4, lease.toMillis());
        insert.setLong(5, key.fingerprint());
    }

    /** Claims on MySQL: the number that the table of fences generates is the fence of the statements that follow. */
    private Claim claimWithFence(Connection transaction, MessageKey key, String owner, Duration lease)
            throws SQLException {
        long fence = nextFence(transaction);
        Claim claim = isNew(transaction, key, owner, lease)
                ? new Claim.Granted(fence, 1)
                : ofExisting(transaction, key, owner, lease);
        try (Statement statement = transaction.createStatement()) {
            statement.execute(dialect.afterFence(names));
        }
        return claim;
    }

    private long nextFence(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute(dialect.beforeFence(names), Statement.RETURN_GENERATED_KEYS);
            try (ResultSet generated = statement.getGeneratedKeys()) {
                if (!generated.next()) {
                    throw new SQLException("the driver returns no generated key for the fence");
                }
                return generated.getLong(1);
            }
        }
    }

    private boolean isNew(Connection transaction, MessageKey key, String owner, Duration lease) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insert)) {
            set(statement, key, owner, lease);
            return statement.executeUpdate() == 1;
        }
    }

    /** Returns why a known message cannot be claimed, or claims it again. */
    private Claim ofExisting(Connection transaction, MessageKey key, String owner, Duration lease) throws SQLException {
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
        if (claimsWithoutTransaction()) {
            // The wait ended after the insert, which would have claimed it; without a lock, another one may claim it.
            return new Claim.Busy(Duration.ZERO);
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

    /** Extends a claim, with or without a transaction; returns false if it was lost. */
    boolean renew(Connection connection, MessageKey key, long fence, Duration lease) throws SQLException {
        return change(connection, key, fence, CLAIMED, null, lease);
    }

    /** Releases a claim, with or without a transaction; returns false if it was lost. */
    boolean release(Connection connection, MessageKey key, long fence, Duration pause) throws SQLException {
        return change(connection, key, fence, RETRY, null, pause);
    }

    /** Releases a claim and its attempt, with or without a transaction; returns false if it was lost. */
    boolean withdraw(Connection connection, MessageKey key, long fence) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(withdraw)) {
            statement.setString(1, key.group());
            statement.setString(2, key.id());
            statement.setLong(3, fence);
            return statement.executeUpdate() == 1;
        }
    }

    /** Marks a message as dead, with or without a transaction; returns false if the claim was lost. */
    boolean bury(Connection connection, MessageKey key, long fence, String reason, Duration retention)
            throws SQLException {
        return change(connection, key, fence, DEAD, reason, retention);
    }

    /** Marks a claimed message as done, with or without a transaction. */
    Commit commit(Connection connection, MessageKey key, long fence, Duration retention) throws SQLException {
        if (change(connection, key, fence, DONE, null, retention)) {
            return Commit.OK;
        }
        Row row = lock(connection, key);
        boolean already = fence > NO_FENCE && row != null && DONE.equals(row.state()) && row.fence() == fence;
        return already ? Commit.ALREADY : Commit.LOST;
    }

    private boolean change(
            Connection connection, MessageKey key, long fence, String state, @Nullable String reason, Duration due)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(change)) {
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
}
