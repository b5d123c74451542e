package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.SeenStoreException;
import java.sql.SQLException;

/**
 * Leaves a transaction whose connection broke, so that it can be found out whose failure that is: the work's, if the
 * database answers another connection.
 */
final class BrokenTransaction extends Exception {

    private static final long serialVersionUID = 1L;

    private final Throwable reason;
    private final boolean inWork;

    private BrokenTransaction(Throwable cause, boolean inWork) {
        super(null, cause, false, false);
        this.reason = cause;
        this.inWork = inWork;
    }

    /** The connection broke, and the work threw an exception. */
    static BrokenTransaction inWork(Throwable cause) {
        return new BrokenTransaction(cause, true);
    }

    /** The work returned; then the connection was found broken, before or at the commit. */
    static BrokenTransaction afterWork(SQLException cause) {
        return new BrokenTransaction(cause, false);
    }

    /** Returns the failure of the work: its own exception, if it threw one. */
    Exception ofWork() {
        if (inWork) {
            if (reason instanceof Error error) {
                throw error;
            }
            return (Exception) reason;
        }
        return new IllegalStateException(
                "the handler's connection broke before its commit was answered, while the database answers others: "
                        + reason.getMessage(),
                reason);
    }

    /** Returns the failure of a store that does not answer. */
    SeenStoreException ofStore() {
        return inWork
                ? new SeenStoreException("the database connection broke in mid-transaction", reason)
                : JdbcTransactions.unreachable((SQLException) reason);
    }
}
