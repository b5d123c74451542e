package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.internal.SqlFailures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Marks messages in the seen-store's table, one by one and in batches, in the caller's transaction. Thread-safe. */
final class SeenMarks {

    private static final int LARGEST_STATEMENT = 1_000;
    private static final int DEADLOCKS = 20;
    private static final String OWNER = "mark";

    private final SeenDialect dialect;
    private final String table;
    private final String insert;
    private final String insertOne;
    private final String insertAndCommit;
    private final String insertArrays;
    private final String fingerprint;
    private final boolean joinsCommits;

    /**
     * Creates the statements of a database.
     *
     * @param joinsCommits whether the driver can send a statement together with a commit
     */
    SeenMarks(SeenDialect dialect, TableNames names, boolean joinsCommits) {
        this.dialect = dialect;
        this.table = names.seen();
        this.joinsCommits = joinsCommits;
        this.insert = "insert into " + table
                + " (consumer_group, message_id, state, fence, attempt, owner, due_at, fingerprint)";
        String insertNew = insert + " values (?, ?, 'D', 0, 1, '" + OWNER + "', " + dialect.now() + " + ?, ?)";
        this.insertOne = insertNew + dialect.ignoreDuplicate();
        this.insertAndCommit = insertNew + "; commit";
        this.insertArrays = insert
                + " select consumer_group, message_id, 'D', 0, 1, '" + OWNER + "', " + dialect.now()
                + " + ?, fingerprint from unnest(?, ?, ?) with ordinality"
                + " as batch (consumer_group, message_id, fingerprint, place) order by place"
                + dialect.ignoreDuplicate() + " returning consumer_group, message_id";
        this.fingerprint = "select fingerprint from " + table + " where consumer_group = ? and message_id = ?";
    }

    /** A statement that the database may roll back to resolve a deadlock. */
    private interface Step<R> {
        R take() throws SQLException;
    }

    /**
     * Repeats a step after a deadlock if it was the first of its transaction and the database has rolled the
     * transaction back: nothing but the step is lost. On MySQL, waiting inserts run into a deadlock whenever the insert
     * that they wait for is rolled back.
     */
    private <R> R repeated(Connection transaction, Step<R> step) throws SQLException {
        boolean first = dialect.restartsAfterDeadlock() && GuardedConnection.isUnused(transaction);
        for (int i = 1; ; i++) {
            try {
                return step.take();
            } catch (SQLException e) {
                if (!first || i == DEADLOCKS || !SqlFailures.isConflict(e)) {
                    throw e;
                }
                GuardedConnection.restarted(transaction);
            }
        }
    }

    /** Marks one message. Blocks while another open transaction holds a mark of the same message. */
    Mark mark(Connection transaction, MessageKey key, Duration retention) throws SQLException {
        boolean first = repeated(transaction, () -> insertOne(transaction, key, retention));
        return first ? Mark.FIRST : notFirst(transaction, key);
    }

    /** Returns whether {@link #markAndCommit} can be used. */
    boolean joinsCommits() {
        return joinsCommits;
    }

    /**
     * Marks one message and commits the open transaction in one round trip. If the database refuses the mark, it skips
     * the commit.
     *
     * @throws SQLException if the mark or the commit fails; a unique violation if the message was marked before
     */
    void markAndCommit(Connection transaction, MessageKey key, Duration retention) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insertAndCommit)) {
            set(statement, key, retention);
            statement.executeUpdate();
        }
    }

    /**
     * Returns the answer for a message that was marked before: a duplicate or a conflict; null if it was not marked.
     */
    @Nullable
    Mark existing(Connection connection, MessageKey key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(fingerprint)) {
            statement.setString(1, key.group());
            statement.setString(2, key.id());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                return key.contradicts(row.getLong(1)) ? Mark.CONFLICT : Mark.DUPLICATE;
            }
        }
    }

    private static void set(PreparedStatement insert, MessageKey key, Duration retention) throws SQLException {
        insert.setString(1, key.group());
        insert.setString(2, key.id());
        insert.setLong(3, retention.toMillis());
        insert.setLong(4, key.fingerprint());
    }

    private boolean insertOne(Connection transaction, MessageKey key, Duration retention) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insertOne)) {
            set(statement, key, retention);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            if (dialect.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    private Mark notFirst(Connection transaction, MessageKey key) throws SQLException {
        if (key.fingerprint() == MessageKey.NO_FINGERPRINT) {
            return Mark.DUPLICATE;
        }
        return existing(transaction, key) == Mark.CONFLICT ? Mark.CONFLICT : Mark.DUPLICATE;
    }

    /** Marks different messages, in the given order. */
    List<Mark> markAll(Connection transaction, List<MessageKey> keys, Duration retention) throws SQLException {
        List<Mark> marks = new ArrayList<>(keys.size());
        for (int from = 0; from < keys.size(); from += LARGEST_STATEMENT) {
            List<MessageKey> some = keys.subList(from, Math.min(keys.size(), from + LARGEST_STATEMENT));
            Set<MessageKey> firsts = firsts(transaction, some, retention);
            for (MessageKey key : some) {
                marks.add(firsts.contains(key) ? Mark.FIRST : notFirst(transaction, key));
            }
        }
        return marks;
    }

    private Set<MessageKey> firsts(Connection transaction, List<MessageKey> keys, Duration retention)
            throws SQLException {
        return switch (dialect) {
            case POSTGRESQL -> insertArrays(transaction, keys, retention);
            case MYSQL -> repeated(transaction, () -> insertRows(transaction, keys, retention));
            case H2 -> insertEach(transaction, keys, retention);
        };
    }

    /** Inserts row by row. The database runs in this process, so fewer statements would save nothing. */
    private Set<MessageKey> insertEach(Connection transaction, List<MessageKey> keys, Duration retention)
            throws SQLException {
        Set<MessageKey> firsts = new HashSet<>();
        for (MessageKey key : keys) {
            if (insertOne(transaction, key, retention)) {
                firsts.add(key);
            }
        }
        return firsts;
    }

    /** Inserts with one statement for any number of messages, which returns the inserted rows. */
    private Set<MessageKey> insertArrays(Connection transaction, List<MessageKey> keys, Duration retention)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(insertArrays)) {
            statement.setLong(1, retention.toMillis());
            statement.setArray(
                    2,
                    transaction.createArrayOf(
                            "text", keys.stream().map(MessageKey::group).toArray()));
            statement.setArray(
                    3,
                    transaction.createArrayOf(
                            "text", keys.stream().map(MessageKey::id).toArray()));
            statement.setArray(
                    4,
                    transaction.createArrayOf(
                            "bigint", keys.stream().map(MessageKey::fingerprint).toArray()));
            return keys(statement);
        }
    }

    /**
     * Inserts with one statement. If not all messages are new, a second one selects the rows that bear the name of this
     * batch.
     */
    private Set<MessageKey> insertRows(Connection transaction, List<MessageKey> keys, Duration retention)
            throws SQLException {
        String batch = OWNER + " " + UUID.randomUUID();
        String row = "(?, ?, 'D', 0, 1, '" + batch + "', " + dialect.now() + " + " + retention.toMillis() + ", ?)";
        try (PreparedStatement statement = transaction.prepareStatement(
                insert + " values " + listed(row, keys.size()) + dialect.ignoreDuplicate())) {
            int parameter = 1;
            for (MessageKey key : keys) {
                statement.setString(parameter++, key.group());
                statement.setString(parameter++, key.id());
                statement.setLong(parameter++, key.fingerprint());
            }
            if (statement.executeUpdate() == keys.size()) {
                return new HashSet<>(keys);
            }
        }
        try (PreparedStatement statement =
                transaction.prepareStatement("select consumer_group, message_id from " + table + " where owner = '"
                        + batch + "' and (consumer_group, message_id) in (" + listed("(?, ?)", keys.size()) + ")")) {
            int parameter = 1;
            for (MessageKey key : keys) {
                statement.setString(parameter++, key.group());
                statement.setString(parameter++, key.id());
            }
            return keys(statement);
        }
    }

    private static String listed(String text, int times) {
        return text + (", " + text).repeat(times - 1);
    }

    private static Set<MessageKey> keys(PreparedStatement query) throws SQLException {
        Set<MessageKey> keys = new HashSet<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                keys.add(new MessageKey(row.getString(1), row.getString(2)));
            }
        }
        return keys;
    }
}
