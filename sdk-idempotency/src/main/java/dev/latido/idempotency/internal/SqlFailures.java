package dev.latido.idempotency.internal;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The meaning of the exceptions of databases, also of those that a framework has wrapped: which pass by themselves, and
 * which repeat as long as the data is the same.
 */
public final class SqlFailures {

    /** Exceptions nest a few levels deep; the limit ends cycles. */
    private static final int DEEPEST = 20;

    private static final int STATE_LENGTH = 5;
    private static final String ROLLED_BACK = "40";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /** The states of H2's and the standard's timeouts, and of H2's concurrent updates. */
    private static final String TIMEOUT = "HYT00";

    private static final String CONCURRENT_UPDATE = "90131";

    /** Too little space or too many connections for the moment. */
    private static final Set<String> SCARCE = Set.of("53100", "53300");

    private static final int LOCK_TIMEOUT_OF_H2 = 50_200;
    private static final int LOCK_TIMEOUT_OF_MYSQL = 1_205;

    /** The error of MariaDB's snapshot isolation, which is the default since 11.6.2. */
    private static final int RECORD_CHANGED = 1_020;

    /** Invalid data, violated constraints, violated check options of views. */
    private static final Set<String> REFUSALS = Set.of("22", "23", "44");

    /** Foreign keys: the missing row may be on its way in another message. */
    private static final Set<String> FOREIGN_KEY_STATES = Set.of("23503", "23506");

    private static final Set<Integer> FOREIGN_KEY_CODES = Set.of(1_216, 1_217, 1_451, 1_452);

    /** The number of the connection that MariaDB's driver writes into its messages. */
    private static final Pattern CONNECTION_NUMBER = Pattern.compile("\\(conn=\\d+\\)");

    private SqlFailures() {}

    /**
     * Returns whether the failure is a conflict with another transaction at which some databases end the transaction: a
     * deadlock, or a failure of serialisation.
     */
    public static boolean isConflict(SQLException failure) {
        return failure.getErrorCode() == RECORD_CHANGED
                || CONCURRENT_UPDATE.equals(failure.getSQLState())
                || stateOf(failure).startsWith(ROLLED_BACK);
    }

    /**
     * Returns whether the same work can succeed a moment later: after a conflict, a lock timeout, or a lack of space or
     * connections.
     */
    public static boolean isTransient(@Nullable Throwable failure) {
        return isContention(failure) || first(failure, failed -> SCARCE.contains(stateOf(failed))) != null;
    }

    /** Returns whether other transactions are the reason: a conflict, or a lock timeout. */
    public static boolean isContention(@Nullable Throwable failure) {
        return first(failure, SqlFailures::isContention) != null;
    }

    private static boolean isContention(SQLException failure) {
        String state = stateOf(failure);
        return isConflict(failure)
                || LOCK_NOT_AVAILABLE.equals(state)
                || (TIMEOUT.equals(state) && failure.getErrorCode() == LOCK_TIMEOUT_OF_H2)
                || (failure.getErrorCode() == LOCK_TIMEOUT_OF_MYSQL && state.startsWith("HY"));
    }

    /**
     * Returns whether the database has refused the same data twice in the same way, so that another attempt is of no
     * use. A foreign key is not such a refusal: the row that it asks for may come with another message.
     */
    public static boolean isSameRefusal(Throwable failure, @Nullable Throwable earlier) {
        SQLException refusal = first(failure, SqlFailures::isPermanent);
        SQLException before = first(earlier, SqlFailures::isPermanent);
        return refusal != null
                && before != null
                && stateOf(refusal).equals(stateOf(before))
                && refusal.getErrorCode() == before.getErrorCode()
                && text(refusal).equals(text(before));
    }

    private static boolean isPermanent(SQLException failure) {
        String state = stateOf(failure);
        return state.length() == STATE_LENGTH
                && REFUSALS.contains(state.substring(0, 2))
                && !FOREIGN_KEY_STATES.contains(state)
                && !FOREIGN_KEY_CODES.contains(failure.getErrorCode());
    }

    /** Without the details in later lines: PostgreSQL's show the row, which may have another number each time. */
    private static String text(SQLException failure) {
        String firstLine =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return CONNECTION_NUMBER.matcher(firstLine).replaceAll("");
    }

    private static String stateOf(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }

    /** Returns the first exception of a database among a failure and its causes that meets a condition. */
    private static @Nullable SQLException first(@Nullable Throwable failure, Predicate<SQLException> condition) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (cause instanceof SQLException sql) {
                if (condition.test(sql)) {
                    return sql;
                }
                // The refusal of a statement in a batch.
                SQLException next = sql.getNextException();
                if (next != null && condition.test(next)) {
                    return next;
                }
            }
            cause = cause.getCause();
        }
        return null;
    }
}
