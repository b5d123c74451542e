package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.topics.Topic;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table of dead letters, in the transactions of a {@link JdbcSeenStore} or in its own. Thread-safe. */
final class JdbcDeadLetters implements DeadLetterTable, LetterTable {

    static final String NAME = "latido_dead_letter";

    private static final Duration LEASE = Duration.ofSeconds(10);

    /** Another consumer may end its work early, so the store is asked again at least this often. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

    private static final int LONGEST_REASON = 1_024;
    private static final int DUPLICATE_OF_MYSQL = 1062;
    private static final int LONGEST_STACK_TRACE = 32_768;

    /** The size above which a row may have broken its connection. */
    private static final int LARGE = 64 * 1_024;

    private static final int VALIDATION_SECONDS = 2;

    private static final String INSERT = "insert into " + NAME
            + " (consumer_group, marked_as, message_id, topic, payload, user_properties, reason, attempts, failure)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private static final String OLDEST = "select number, consumer_group, message_id, topic, payload, user_properties,"
            + " reason, attempts from " + NAME + " where consumer_group = ? order by number limit ?";

    private final DataSource dataSource;
    private final SeenDialect dialect;
    private final JdbcTransactions transactions;

    private JdbcDeadLetters(DataSource dataSource, SeenDialect dialect, SeenTable table) {
        this.dataSource = dataSource;
        this.dialect = dialect;
        this.transactions = new JdbcTransactions(dataSource, table);
    }

    /** Returns the table in the dialect of a database. */
    static JdbcDeadLetters in(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource must not be null");
        try (Connection connection = dataSource.getConnection()) {
            return new JdbcDeadLetters(dataSource, SeenDialect.of(connection), SeenTable.in(connection));
        } catch (SQLException e) {
            throw JdbcTransactions.unreachable(e);
        }
    }

    @Override
    public DeadLetterTable createTable() {
        return transactions.atomically(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(dialect.beforeDdl());
                for (String sql : dialect.deadLetterSchema().statements()) {
                    statement.execute(sql);
                }
            }
            return this;
        });
    }

    @Override
    public String ddl() {
        return dialect.deadLetterSchema().text();
    }

    @Override
    public void check() {
        new SchemaCheck(dataSource, dialect).deadLetters(this);
    }

    @Override
    public boolean sharesTransactionsOf(SeenStore store) {
        return store instanceof JdbcSeenStore jdbc && jdbc.isIn(dataSource);
    }

    @Override
    public Burial bury(SeenStore store, MessageKey key, String owner, @Nullable Long fence, DeadLetter letter) {
        JdbcSeenStore seen = (JdbcSeenStore) store;
        return storing(letter, transaction -> {
            if (fence != null && seen.buryIn(transaction, key, fence, letter.reason())) {
                insert(transaction, letter, key.id());
                return new Burial.Dead();
            }
            Claim claim = seen.claimIn(transaction, key, owner, LEASE);
            if (claim instanceof Claim.Granted granted) {
                seen.buryIn(transaction, key, granted.fence(), letter.reason());
                insert(transaction, letter, key.id());
                return new Burial.Dead();
            }
            return notClaimed(transaction, letter, claim);
        });
    }

    private Burial notClaimed(Connection transaction, DeadLetter letter, Claim claim) throws SQLException {
        if (claim instanceof Claim.Busy busy) {
            return new Burial.Held(bounded(busy.remaining()));
        }
        if (claim instanceof Claim.Delayed delayed) {
            return new Burial.Held(bounded(delayed.remaining()));
        }
        if (claim instanceof Claim.Conflict) {
            insert(transaction, letter, null);
            return new Burial.Dead();
        }
        // Dead: an earlier try whose answer was lost, or another consumer's burial. Its dead letter is stored with it.
        return claim instanceof Claim.Dead ? new Burial.Dead() : new Burial.HandledBefore();
    }

    private static Duration bounded(Duration wait) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            return LONGEST_WAIT;
        }
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }

    @Override
    public void keep(DeadLetter letter) {
        store(Objects.requireNonNull(letter, "letter must not be null"), null);
    }

    @Override
    public void store(DeadLetter letter, @Nullable String markedAs) {
        Burial unused = storing(letter, transaction -> {
            insert(transaction, letter, markedAs);
            return new Burial.Dead();
        });
    }

    /**
     * Inserts a dead letter, unless it is there. Marks are purged and dead letters are not, so that there may be one of
     * an earlier message with the same id; then the new one is stored beside it.
     */
    private void insert(Connection transaction, DeadLetter letter, @Nullable String markedAs) throws SQLException {
        if (insertRow(transaction, letter, markedAs) || markedAs == null) {
            return;
        }
        LetterContent there = LetterContent.of(transaction, letter.group(), markedAs);
        boolean same = there != null && there.isOf(letter);
        if (!same && !LetterContent.isBeside(transaction, letter)) {
            insertRow(transaction, letter, null);
        }
    }

    private boolean isDivided(byte[] payload) {
        return dialect == SeenDialect.MYSQL && payload.length > LetterParts.SIZE;
    }

    /** Inserts a row and returns true, unless there is one of the same mark. */
    boolean insertRow(Connection transaction, DeadLetter letter, @Nullable String markedAs) throws SQLException {
        byte[] payload = letter.payload();
        boolean parts = isDivided(payload);
        try (PreparedStatement statement =
                transaction.prepareStatement(INSERT + ignoreDuplicate(), Statement.RETURN_GENERATED_KEYS)) {
            statement.setString(1, letter.group());
            statement.setString(2, markedAs);
            statement.setString(3, letter.id().map(JdbcDeadLetters::storable).orElse(null));
            statement.setString(4, storable(letter.topic().toString()));
            statement.setBytes(5, parts ? LetterParts.first(payload) : payload);
            statement.setString(6, PropertyList.json(letter.userProperties()));
            statement.setString(7, storable(shortened(letter.reason())));
            statement.setInt(8, letter.attempts());
            statement.setString(
                    9, letter.cause().map(JdbcDeadLetters::stackTrace).orElse(null));
            if (statement.executeUpdate() == 0) {
                return false;
            }
            if (parts) {
                LetterParts.insertOthers(transaction, number(statement), payload);
            }
            return true;
        } catch (SQLException e) {
            if (dialect.isDuplicate(e) || e.getErrorCode() == DUPLICATE_OF_MYSQL) {
                return false;
            }
            if (SchemaCheck.isRefusal(e)) {
                throw new Refused(
                        "the database refuses a row of " + NAME + " with " + payload.length + " bytes of payload: "
                                + e.getMessage(),
                        e);
            }
            throw new InsertFailed(e);
        }
    }

    private static long number(Statement insert) throws SQLException {
        try (ResultSet generated = insert.getGeneratedKeys()) {
            if (!generated.next()) {
                throw new SQLException("the driver returns no generated key for the dead letter");
            }
            return generated.getLong(1);
        }
    }

    /** The insert of a dead letter failed without an answer of the database. */
    private static final class InsertFailed extends SQLException {

        private static final long serialVersionUID = 1L;

        InsertFailed(SQLException cause) {
            super(cause.getMessage(), cause.getSQLState(), cause.getErrorCode(), cause);
        }
    }

    /**
     * Stores a dead letter in a transaction. A server that ends the connection at a large row, and answers on another
     * connection, has refused the row: MariaDB does so above {@code max_allowed_packet}.
     */
    private Burial storing(DeadLetter letter, JdbcTransactions.Step<Burial> step) {
        try {
            return transactions.atomically(step);
        } catch (SeenStoreException e) {
            int size = letter.payload().length;
            if (size >= LARGE && e.getCause() instanceof InsertFailed && answers()) {
                throw new Refused(
                        "the database ends the connection at a row of " + NAME + " with " + size
                                + " bytes of payload; raise its limit, max_allowed_packet on MariaDB and MySQL",
                        e);
            }
            throw e;
        }
    }

    private boolean answers() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(VALIDATION_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A failed statement would end PostgreSQL's transaction. */
    private String ignoreDuplicate() {
        return dialect == SeenDialect.POSTGRESQL ? " on conflict do nothing" : "";
    }

    private static String stackTrace(Throwable cause) {
        StringWriter text = new StringWriter();
        try {
            cause.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException e) {
            // Exceptions can have code of the application.
            text.append(cause.getClass().getName());
        }
        String all = text.toString();
        return storable(all.substring(0, Math.min(all.length(), LONGEST_STACK_TRACE)));
    }

    private static String shortened(String reason) {
        return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
    }

    /** Replaces what not every database's text can contain: U+0000 and unpaired surrogates. */
    static String storable(String text) {
        return new String(text.replace('\0', ' ').getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Override
    public List<Row> oldest(String group, int limit) {
        return transactions.atomically(transaction -> oldestIn(transaction, group, limit));
    }

    List<Row> oldestIn(Connection transaction, String group, int limit) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(OLDEST)) {
            statement.setString(1, group);
            statement.setInt(2, limit);
            try (ResultSet row = statement.executeQuery()) {
                List<Row> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), letter(transaction, row)));
                }
                return rows;
            }
        }
    }

    private DeadLetter letter(Connection transaction, ResultSet row) throws SQLException {
        byte[] payload = row.getBytes(5);
        return new DeadLetter(
                Topic.unchecked(row.getString(4)),
                dialect == SeenDialect.MYSQL ? LetterParts.whole(transaction, row.getLong(1), payload) : payload,
                row.getString(2),
                Optional.ofNullable(row.getString(3)),
                row.getString(7),
                row.getInt(8),
                PropertyList.of(row.getString(6)));
    }

    @Override
    public void remove(long number) {
        int unused = transactions.atomically(transaction -> {
            try (PreparedStatement statement =
                    transaction.prepareStatement("delete from " + NAME + " where number = ?")) {
                statement.setLong(1, number);
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public String toString() {
        return "DeadLetterTable[" + NAME + " in " + dialect + "]";
    }
}
