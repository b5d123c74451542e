package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.SeenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/** The differences between databases in the SQL of the seen-store. */
enum SeenDialect {
    POSTGRESQL(
            "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
            " on conflict do nothing",
            "select pg_advisory_xact_lock(hashtext('latido_seen'))"),
    H2(
            "datediff(millisecond, timestamp with time zone '1970-01-01 00:00:00+00:00', current_timestamp)",
            "",
            "select 1"),
    /**
     * MySQL and MariaDB. Ids are bytes there, because strings are compared without regard to trailing blanks. A fence
     * is the number that a table without rows generates, because MySQL has no sequences. A duplicate is counted in its
     * row: only this distinguishes it from an insert, whatever the driver counts as affected rows. With {@code insert
     * ignore}, transactions that wait for the same row would share a lock, and a deadlock would follow when each of
     * them wants the lock exclusively.
     */
    MYSQL(
            "timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000",
            " on duplicate key update redeliveries = redeliveries + 1",
            "select 1");

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String ACCESS = "42";
    private static final String READ_ONLY = "25006";

    private static final Set<String> SERVERS_PROBLEMS = Set.of("08", "53", "57P", "58");
    private static final Set<String> REFUSALS = Set.of("22", "23", "44", "P0");
    private static final int STATE_LENGTH = 5;

    private final String now;
    private final String ignoreDuplicate;
    private final String beforeDdl;

    SeenDialect(String now, String ignoreDuplicate, String beforeDdl) {
        this.now = now;
        this.ignoreDuplicate = ignoreDuplicate;
        this.beforeDdl = beforeDdl;
    }

    static SeenDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
        return switch (product) {
            case "postgresql" -> POSTGRESQL;
            case "h2" -> H2;
            case "mysql", "mariadb" -> MYSQL;
            default ->
                throw new SeenStoreException(
                        "JdbcSeenStore supports PostgreSQL, MariaDB, MySQL and H2, this is " + product
                                + "; use one of them or another SeenStore",
                        null);
        };
    }

    /**
     * Returns whether the database answers a commit with a silent rollback if a statement of the transaction failed.
     */
    boolean rollsBackSilently() {
        return this == POSTGRESQL;
    }

    /** Returns whether a transaction that was rolled back to resolve a deadlock can continue as a new one. */
    boolean restartsAfterDeadlock() {
        return this == MYSQL;
    }

    /** Returns whether the database rolls back a whole transaction to resolve a deadlock. */
    boolean rollsBackAtDeadlock() {
        return this != POSTGRESQL;
    }

    /** Returns whether the driver commits an open transaction before it sets the isolation level. */
    boolean commitsBeforeIsolation() {
        return this == H2;
    }

    /**
     * Returns whether a failure of a connection that still works is the server's problem: a connection that it lost
     * behind a proxy, too few resources, a shutdown, an error of its system (classes 08, 53, 57P and 58), or a failure
     * without a state.
     */
    static boolean isServersProblem(SQLException failure) {
        String state = failure.getSQLState();
        return state == null
                || state.length() != STATE_LENGTH
                || SERVERS_PROBLEMS.stream().anyMatch(state::startsWith);
    }

    /**
     * Returns whether the database has refused the written data and would refuse it again: invalid data, violated
     * constraints, also those that are checked at the commit, and exceptions raised by code in the database (classes
     * 22, 23 and 44 of SQL:2016, P0 of PostgreSQL).
     */
    static boolean isRefusal(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == STATE_LENGTH && REFUSALS.contains(state.substring(0, 2));
    }

    /** Returns whether a unique key refused a row, at the insert or at the commit. */
    static boolean isUniqueViolation(SQLException failure) {
        return UNIQUE_VIOLATION.equals(failure.getSQLState());
    }

    /**
     * Returns whether a statement of the store failed because the handler had changed the schema or the role, or made
     * the transaction read-only (class 42 of SQL:2016 and 25006).
     */
    static boolean isCausedByHandler(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith(ACCESS) || READ_ONLY.equals(state));
    }

    /** Returns the expression for the database's clock, in milliseconds since 1970. */
    String now() {
        return now;
    }

    /** Returns the query for the schema in which a connection finds the table, or would create it. */
    String schemaQuery() {
        return switch (this) {
            case POSTGRESQL ->
                "select coalesce((select nspname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
                        + " where pg_class.oid = to_regclass('latido_seen')), current_schema())";
            case H2 -> "select current_schema";
            case MYSQL -> "select database()";
        };
    }

    /** Returns a name as it stands in a statement. */
    String quoted(String name) {
        String quote = this == MYSQL ? "`" : "\"";
        return quote + name.replace(quote, quote + quote) + quote;
    }

    /** Returns the expression for the next fence. */
    String nextFence(TableNames names) {
        return switch (this) {
            case POSTGRESQL -> "nextval('" + names.fence().replace("'", "''") + "')";
            case H2 -> "next value for " + names.fence();
            case MYSQL -> "last_insert_id()";
        };
    }

    /** Returns the end of an insert that leaves an existing row unchanged; empty if the database has no such clause. */
    String ignoreDuplicate() {
        return ignoreDuplicate;
    }

    /** Returns the statement that generates a fence on MySQL. */
    String beforeFence(TableNames names) {
        return "insert into " + names.fence() + " () values ()";
    }

    /** Returns the statement that must run after the statements with that fence. */
    String afterFence(TableNames names) {
        return "delete from " + names.fence() + " where id = last_insert_id()";
    }

    /**
     * Returns the statement that must run before the table is created, in the same transaction. On PostgreSQL it takes
     * a lock, because "if not exists" fails for all but one of the processes that create the table at the same time.
     */
    String beforeDdl() {
        return beforeDdl;
    }

    /** Returns the script that creates the table, its index and the source of the fences. */
    SchemaScript schema() {
        return SchemaScript.of(name().toLowerCase(Locale.ROOT));
    }

    /** Returns the script that creates the table of dead letters and its indexes. */
    SchemaScript deadLetterSchema() {
        return SchemaScript.of(name().toLowerCase(Locale.ROOT) + "-dead-letters");
    }

    /**
     * Returns a statement that deletes a limited number of rows that meet a condition. PostgreSQL has no limit for
     * deletions. The rows are therefore chosen first, without rows that another transaction has locked. The choice is
     * materialised; otherwise PostgreSQL could choose again for each row.
     */
    String deleteSome(TableNames names, String condition) {
        String table = names.seen();
        String where = " where " + condition;
        return switch (this) {
            case POSTGRESQL ->
                "with chosen as materialized (select consumer_group, message_id from " + table + where
                        + " fetch first ? rows only for update skip locked) delete from " + table
                        + " using chosen where"
                        + " latido_seen.consumer_group = chosen.consumer_group"
                        + " and latido_seen.message_id = chosen.message_id";
            case H2 -> "delete from " + table + where + " fetch first ? rows only";
            case MYSQL -> "delete from " + table + where + " order by due_at limit ?";
        };
    }

    /**
     * Returns whether an insert failed because the row exists and the transaction can continue, which is so only on H2.
     * The other databases insert with {@link #ignoreDuplicate()}.
     */
    boolean isDuplicate(SQLException failure) {
        return this == H2 && isUniqueViolation(failure);
    }
}
