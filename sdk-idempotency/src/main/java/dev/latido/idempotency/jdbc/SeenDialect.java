package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.SeenStoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What differs between databases in the seen-store's SQL. */
enum SeenDialect {
    POSTGRESQL(
            "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
            "nextval('latido_seen_fence')",
            " on conflict do nothing",
            "select pg_advisory_xact_lock(hashtext('latido_seen'))"),
    H2(
            "datediff(millisecond, timestamp with time zone '1970-01-01 00:00:00+00:00', current_timestamp)",
            "next value for latido_seen_fence",
            "",
            "select 1"),
    /**
     * MySQL and MariaDB. Ids are bytes there, since texts are compared without regard to blanks at their end. A fence is
     * a number that a table without rows gives, since MySQL has no sequences. A duplicate is counted in its row, since
     * that alone tells it from an insert whatever the driver's idea of affected rows, and since {@code insert ignore}
     * would share a lock among those that wait for the same row, who then all want it for themselves: a deadlock.
     */
    MYSQL(
            "timestampdiff(microsecond, '1970-01-01', utc_timestamp(3)) div 1000",
            "last_insert_id()",
            " on duplicate key update redeliveries = redeliveries + 1",
            "select 1");

    private static final String UNIQUE_VIOLATION = "23505";
    private static final String ROLLED_BACK = "40";
    private static final String ACCESS = "42";
    private static final String READ_ONLY = "25006";
    /** What MariaDB says with its snapshot isolation, which is the default since 11.6.2. */
    private static final int RECORD_CHANGED = 1_020;

    private static final Set<String> REFUSALS = Set.of("22", "23", "44", "P0");
    private static final int STATE_LENGTH = 5;

    private final String now;
    private final String nextFence;
    private final String ignoreDuplicate;
    private final String beforeDdl;

    SeenDialect(String now, String nextFence, String ignoreDuplicate, String beforeDdl) {
        this.now = now;
        this.nextFence = nextFence;
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
                                + "; use one of them or a SeenStore of your own",
                        null);
        };
    }

    /** Whether the database answers the commit of a transaction in which a statement failed by a silent rollback. */
    boolean rollsBackSilently() {
        return this == POSTGRESQL;
    }

    /** Whether a transaction that was chosen to end a deadlock has been rolled back and can go on as a new one. */
    boolean startsAnewAfterDeadlock() {
        return this == MYSQL;
    }

    /** Whether the database rolls back the whole of a transaction that it has chosen to end a deadlock. */
    boolean rollsBackAtDeadlock() {
        return this != POSTGRESQL;
    }

    /** Whether the failure is a deadlock or a like conflict, after which the same transaction may well succeed. */
    static boolean isTransient(SQLException failure) {
        return failure.getErrorCode() == RECORD_CHANGED
                || (failure.getSQLState() != null && failure.getSQLState().startsWith(ROLLED_BACK));
    }

    /**
     * Whether the database has judged what was written, and would judge it the same next time: data that does not fit,
     * constraints, also those that it checks at the commit, and exceptions that its own code raises (classes 22, 23, 44
     * of SQL:2016, P0 of PostgreSQL).
     */
    static boolean isRefusal(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && state.length() == STATE_LENGTH && REFUSALS.contains(state.substring(0, 2));
    }

    /** Returns whether a unique key refused a row, at its insert or at the commit. */
    static boolean isUniqueViolation(SQLException failure) {
        return UNIQUE_VIOLATION.equals(failure.getSQLState());
    }

    /**
     * Returns whether a statement of the store failed for what a handler has changed before it in the transaction: another
     * schema or role, or a transaction that must not write (class 42 of SQL:2016 and 25006).
     */
    static boolean isOfTheHandlersMaking(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith(ACCESS) || READ_ONLY.equals(state));
    }

    /** The database's clock in milliseconds since 1970. */
    String now() {
        return now;
    }

    String nextFence() {
        return nextFence;
    }

    /** Ends an insert that leaves an existing row alone, where the database has it in the statement. */
    String ignoreDuplicate() {
        return ignoreDuplicate;
    }

    /** What must run before a statement with the next fence. */
    List<String> beforeFence() {
        return this == MYSQL ? List.of("insert into latido_seen_fence () values ()") : List.of();
    }

    /** What must run after it. */
    List<String> afterFence() {
        return this == MYSQL ? List.of("delete from latido_seen_fence where id = last_insert_id()") : List.of();
    }

    /**
     * What goes before the statements that create the table, in their transaction. PostgreSQL's "if not exists" fails for
     * all but one of those that create at the same time, as the processes of a service do that start together.
     */
    String beforeDdl() {
        return beforeDdl;
    }

    /** The script that creates what the store needs. */
    SchemaScript schema() {
        return SchemaScript.of(name().toLowerCase(Locale.ROOT));
    }

    /**
     * Deletes rows that meet a condition, so many at most. PostgreSQL has no limit for that: the rows are chosen first,
     * once (it would be free to choose others for each row), and without those that somebody else has locked.
     */
    String deleteSome(String condition) {
        String where = " where " + condition;
        return switch (this) {
            case POSTGRESQL ->
                "with chosen as materialized (select consumer_group, message_id from latido_seen" + where
                        + " fetch first ? rows only for update skip locked) delete from latido_seen using chosen where"
                        + " latido_seen.consumer_group = chosen.consumer_group"
                        + " and latido_seen.message_id = chosen.message_id";
            case H2 -> "delete from latido_seen" + where + " fetch first ? rows only";
            case MYSQL -> "delete from latido_seen" + where + " order by due_at limit ?";
        };
    }

    /**
     * Whether the failure of an insert says that the row is there already. Asked only where that does not spoil the
     * transaction.
     */
    boolean isDuplicate(SQLException failure) {
        return this == H2 && isUniqueViolation(failure);
    }
}
