package dev.latido.idempotency.jdbc;

import static java.sql.Types.BIGINT;
import static java.sql.Types.BINARY;
import static java.sql.Types.BLOB;
import static java.sql.Types.CHAR;
import static java.sql.Types.CLOB;
import static java.sql.Types.DECIMAL;
import static java.sql.Types.INTEGER;
import static java.sql.Types.LONGVARBINARY;
import static java.sql.Types.LONGVARCHAR;
import static java.sql.Types.NUMERIC;
import static java.sql.Types.VARBINARY;
import static java.sql.Types.VARCHAR;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStoreException;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.internal.LetterTable;
import dev.latido.topics.Topic;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Checks before a start that a table is as the scripts create it, and that this user may work with it. The columns are
 * compared first. Then the store's own statements are tried in a transaction that is rolled back: only they tell whether
 * permissions, keys and triggers are right.
 */
final class SchemaCheck {

    private static final Set<Integer> BYTES = Set.of(BINARY, VARBINARY, LONGVARBINARY, BLOB);
    private static final Set<Integer> TEXT = Set.of(CHAR, VARCHAR, LONGVARCHAR, CLOB);
    private static final Set<Integer> LONG = Set.of(BIGINT, NUMERIC, DECIMAL);
    private static final Set<Integer> INT = Set.of(INTEGER, BIGINT, NUMERIC, DECIMAL);

    private static final String GROUP = "latido-check";
    private static final int LONGEST_GROUP = 64;
    private static final int LONGEST_ID = 256;
    private static final int LONGEST_REASON = 1_024;

    /** The longest text of a topic or a property (MQTT 5, section 1.5.4). */
    private static final int LONGEST_TEXT = 65_535;

    /** The largest payload that publishers send by default. */
    private static final int LARGEST_PAYLOAD = 256 * 1_024;

    /** The most bytes of a character in UTF-8, for columns that keep ids as bytes. */
    private static final int MOST_BYTES = 4;

    private static final Set<String> REFUSALS = Set.of("21", "22", "23", "42", "44", "0A", "P0");
    private static final Set<String> REFUSALS_OF_H2 = Set.of("90036", "90079", "90096");
    /** PostgreSQL's answer to an insert that names a key which the table does not have. */
    private static final String NO_KEY = "42P10";

    private static final String TWICE =
            " keeps the same id twice; it needs the primary key (consumer_group, message_id)";

    private static final String READ_ONLY = "25006";

    /** Errors of MariaDB and MySQL without a state of their own: a column without a default, a read-only server. */
    private static final Set<Integer> REFUSALS_OF_MYSQL = Set.of(1_364, 1_290, 1_836);

    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04", "90036");
    private static final Set<String> NO_PERMISSION = Set.of("42501", "90096");
    private static final Set<Integer> NO_PERMISSION_OF_MYSQL = Set.of(1_044, 1_142, 1_143);

    private final DataSource dataSource;
    private final SeenDialect dialect;

    SchemaCheck(DataSource dataSource, SeenDialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    /** A column that a table must have; a length of 0 stands for any. */
    private record Column(String name, Set<Integer> types, String type, int length) {

        static Column text(String name, int length) {
            return new Column(name, TEXT, length == LONGEST_TEXT ? "text" : "varchar(" + length + ")", length);
        }

        static Column number(String name) {
            return new Column(name, LONG, "bigint", 0);
        }

        static Column integer(String name) {
            return new Column(name, INT, "integer", 0);
        }

        @Nullable
        String problem(@Nullable Found found) {
            if (found == null) {
                return "has no column " + name;
            }
            if (!types.contains(found.type())) {
                return "has " + name + " as " + found.typeName() + ", which must be " + type;
            }
            boolean tooShort = length > 0 && found.length() > 0 && found.length() < length;
            return tooShort ? "has " + name + " with the length " + found.length() + ", which must be " + type : null;
        }
    }

    private record Found(int type, String typeName, int length) {}

    private Column id(String name, int length) {
        return dialect == SeenDialect.MYSQL
                ? new Column(name, BYTES, "varbinary(" + length * MOST_BYTES + ")", length * MOST_BYTES)
                : Column.text(name, length);
    }

    /** A statement to try. */
    private interface Trial {
        void in(Connection transaction) throws SQLException;
    }

    /** Checks the seen-store's table. */
    void seen(JdbcSeenStore store) {
        List<Column> columns = List.of(
                id("consumer_group", LONGEST_GROUP),
                id("message_id", LONGEST_ID),
                Column.text("state", 1),
                Column.number("fence"),
                Column.integer("attempt"),
                Column.text("owner", LONGEST_ID),
                Column.number("due_at"),
                Column.number("fingerprint"),
                Column.text("reason", LONGEST_REASON));
        String fences = dialect == SeenDialect.MYSQL ? "the table latido_seen_fence" : "the sequence latido_seen_fence";
        Table table = new Table("latido_seen", "JdbcSeenStore", dialect.name(), " and the use of " + fences);
        check(table, columns, transaction -> trySeen(table, store, transaction));
    }

    /** Checks the table of dead letters. */
    void deadLetters(JdbcDeadLetters letters) {
        List<Column> columns = List.of(
                Column.number("number"),
                id("consumer_group", LONGEST_GROUP),
                id("marked_as", LONGEST_ID),
                Column.text("message_id", LONGEST_TEXT),
                Column.text("topic", LONGEST_TEXT),
                new Column("payload", BYTES, "bytes, at least " + LARGEST_PAYLOAD + " of them", LARGEST_PAYLOAD),
                Column.text("user_properties", LONGEST_TEXT),
                Column.text("reason", LONGEST_REASON),
                Column.integer("attempts"),
                Column.text("failure", LONGEST_TEXT));
        String parts = dialect == SeenDialect.MYSQL ? ", and select and insert on " + LetterParts.NAME : "";
        Table table = new Table(JdbcDeadLetters.NAME, "DeadLetterTable", dialect.name() + "-dead-letters", parts);
        check(table, columns, transaction -> tryDeadLetters(table, letters, transaction));
    }

    private void trySeen(Table table, JdbcSeenStore store, Connection transaction) throws SQLException {
        String unique = UUID.randomUUID().toString();
        MessageKey claimed = new MessageKey(GROUP, unique + "\u00e9".repeat(LONGEST_ID - unique.length()));
        Claim claim = store.claimIn(transaction, claimed, unique, Duration.ofMinutes(1));
        if (claim instanceof Claim.Granted granted) {
            store.buryIn(transaction, claimed, granted.fence(), "r".repeat(LONGEST_REASON));
        }
        MessageKey marked = new MessageKey(GROUP, "a " + unique, Long.MIN_VALUE);
        boolean first = store.markIn(transaction, marked) == Mark.FIRST;
        boolean again = store.markIn(transaction, marked) == Mark.FIRST;
        boolean other = store.markIn(transaction, new MessageKey(GROUP, "A " + unique)) == Mark.FIRST;
        if (!(claim instanceof Claim.Granted) || !first || !other) {
            throw table.unusable("takes different ids for the same; see the types of its columns in " + table.script());
        }
        if (again) {
            throw table.unusable(TWICE.strip());
        }
        delete(transaction, "delete from latido_seen where consumer_group = ? and message_id = ?", marked.id());
    }

    private void tryDeadLetters(Table table, JdbcDeadLetters letters, Connection transaction) throws SQLException {
        String unique = UUID.randomUUID().toString();
        String markedAs = unique + "\u00e9".repeat(LONGEST_ID - unique.length());
        letters.insertRow(transaction, letter(markedAs, 1), markedAs);
        letters.insertRow(transaction, letter(markedAs, 1), markedAs);
        String sql = "delete from " + JdbcDeadLetters.NAME + " where consumer_group = ? and marked_as = ?";
        if (delete(transaction, sql, markedAs) != 1) {
            throw table.unusable(
                    "keeps two dead letters of one message; it needs a unique key (consumer_group, marked_as)");
        }
        letters.insertRow(transaction, letter(markedAs, dialect == SeenDialect.MYSQL ? LetterParts.SIZE + 1 : 1), null);
        if (letters.oldestIn(transaction, GROUP, 1).isEmpty()) {
            throw table.unusable("does not show a row that was inserted");
        }
    }

    private static DeadLetter letter(String id, int size) {
        return new DeadLetter(
                Topic.unchecked("latido/check"),
                new byte[size],
                GROUP,
                Optional.of(id),
                "r".repeat(LONGEST_REASON),
                Integer.MAX_VALUE,
                List.of(Map.entry("name", "value")),
                Optional.of(new IllegalStateException("check")));
    }

    private static int delete(Connection transaction, String sql, String id) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, GROUP);
            statement.setString(2, id);
            return statement.executeUpdate();
        }
    }

    private void check(Table table, List<Column> columns, Trial trial) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                compare(table, columns, connection);
                trial.in(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw isRefusal(e) ? table.unusable(e) : JdbcTransactions.unreachable(e);
        } catch (LetterTable.Refused e) {
            throw e.getCause() instanceof SQLException cause ? table.unusable(cause) : e;
        } catch (SeenStoreException e) {
            throw e.getCause() instanceof SQLException cause && isRefusal(cause) ? table.unusable(cause) : e;
        }
    }

    /** Compares the columns. Asks the table itself, because only then it is the one that the statements find. */
    private static void compare(Table table, List<Column> columns, Connection connection) throws SQLException {
        Map<String, Found> found = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("select * from " + table.name() + " where 1 = 0")) {
            ResultSetMetaData data = none.getMetaData();
            for (int i = 1; i <= data.getColumnCount(); i++) {
                found.put(
                        data.getColumnName(i).toLowerCase(Locale.ROOT),
                        new Found(data.getColumnType(i), data.getColumnTypeName(i), data.getPrecision(i)));
            }
        }
        List<String> problems = new ArrayList<>();
        for (Column column : columns) {
            String problem = column.problem(found.get(column.name()));
            if (problem != null) {
                problems.add(problem);
            }
        }
        if (!problems.isEmpty()) {
            throw table.unusable(String.join(", ", problems) + "; compare it with " + table.script());
        }
    }

    /**
     * Returns whether a database that can be reached has refused a statement, and will refuse it until an operator
     * changes something.
     */
    static boolean isRefusal(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null || state.length() < 2) {
            return false;
        }
        return REFUSALS.contains(state.substring(0, 2))
                || REFUSALS_OF_H2.contains(state)
                || READ_ONLY.equals(state)
                || REFUSALS_OF_MYSQL.contains(failure.getErrorCode());
    }

    /** Returns whether a statement failed because a table or a sequence does not exist. */
    static boolean isWithoutTable(SQLException failure) {
        return NO_TABLE.contains(String.valueOf(failure.getSQLState()));
    }

    /** The table under check, in the words of a failure. */
    private record Table(String name, String owner, String scriptName, String rightsBeyond) {

        String script() {
            return "the script dev/latido/idempotency/jdbc/" + scriptName.toLowerCase(Locale.ROOT) + ".sql of the jar";
        }

        IllegalStateException unusable(String problem) {
            return new IllegalStateException("the table " + name + " " + problem);
        }

        IllegalStateException unusable(SQLException refusal) {
            return new IllegalStateException(said(refusal) + ": " + refusal.getMessage(), refusal);
        }

        private String said(SQLException refusal) {
            String state = String.valueOf(refusal.getSQLState());
            if (isWithoutTable(refusal)) {
                return "the table " + name + " or a part of it does not exist; call " + owner
                        + ".createTable(), or have an administrator run " + script();
            }
            if (NO_PERMISSION.contains(state) || NO_PERMISSION_OF_MYSQL.contains(refusal.getErrorCode())) {
                return "this user may not work with the table " + name
                        + "; grant select, insert, update and delete on it" + rightsBeyond;
            }
            if (READ_ONLY.equals(state)) {
                return "the database of the table " + name + " is read-only; name the primary server";
            }
            if (NO_KEY.equals(state)) {
                return "the table " + name + TWICE;
            }
            return "the database refuses rows of the table " + name + "; compare it with " + script();
        }
    }
}
