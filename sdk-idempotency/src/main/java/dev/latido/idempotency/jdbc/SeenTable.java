package dev.latido.idempotency.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of the JDBC seen-store. Each operation runs in the caller's transaction. Thread-safe. */
final class SeenTable {

    private static final String FAILED_TRANSACTION = "25P02";

    private final SeenDialect dialect;
    private final @Nullable DriverTransaction driver;
    private final SeenMarks marks;
    private final SeenClaims claims;
    private final String purge;

    private SeenTable(SeenDialect dialect, TableNames names, @Nullable DriverTransaction driver, boolean joinsCommits) {
        this.dialect = dialect;
        this.driver = driver;
        this.marks = new SeenMarks(dialect, names, joinsCommits);
        this.claims = new SeenClaims(dialect, names);
        this.purge = dialect.deleteSome(
                names, "state in ('" + SeenClaims.DONE + "', '" + SeenClaims.DEAD + "') and due_at < " + dialect.now());
    }

    /** Returns the table in the dialect of the connection's database. */
    static SeenTable in(Connection connection) throws SQLException {
        SeenDialect dialect = SeenDialect.of(connection);
        DriverTransaction driver = dialect.rollsBackSilently() ? DriverTransaction.of(connection) : null;
        boolean joinsCommits = driver != null && driver.sendsTogether();
        return new SeenTable(dialect, TableNames.in(connection, dialect), driver, joinsCommits);
    }

    /** Returns the marks in this table. */
    SeenMarks marks() {
        return marks;
    }

    /** Returns the claims in this table. */
    SeenClaims claims() {
        return claims;
    }

    /** Returns what reads the texts of handlers in the dialect of this database. */
    HandlerTexts handlerTexts() {
        return new HandlerTexts(dialect);
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
        SQLException conflict = guard.conflict();
        if (dialect.rollsBackAtDeadlock() && conflict != null) {
            throw new IllegalStateException(
                    "the database ended the transaction for a deadlock and the handler went on, so the mark is lost: do"
                            + " not catch the SQLException",
                    conflict);
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
                    conflict == null ? e : conflict);
        }
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
