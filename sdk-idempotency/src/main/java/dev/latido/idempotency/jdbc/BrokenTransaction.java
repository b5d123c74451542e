package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.SeenStoreException;
import java.sql.SQLException;

/**
 * Leaves a transaction whose connection broke, so that it can be found out whose failure that is: the work's, if the
 * database answers another connection.
 */
final class BrokenTransaction extends Exception {

    private static final long serialVersionUID = 1L;

    private final Throwable failureOfWork;
    private final SeenStoreException failureOfStore;

    private BrokenTransaction(Throwable failureOfWork, SeenStoreException failureOfStore) {
        super(null, failureOfWork, false, false);
        this.failureOfWork = failureOfWork;
        this.failureOfStore = failureOfStore;
    }

    /** The connection broke, and the work threw an exception. */
    static BrokenTransaction inWork(Throwable cause) {
        return new BrokenTransaction(
                cause, new SeenStoreException("the database connection broke in mid-transaction", cause));
    }

    /** The work returned; then the connection was found broken, before or at the commit. */
    static BrokenTransaction afterWork(SQLException cause) {
        return new BrokenTransaction(
                new IllegalStateException(
                        "the handler's connection broke before its commit was answered, while the database answers"
                                + " others: " + cause.getMessage(),
                        cause),
                JdbcTransactions.unreachable(cause));
    }

    /** Returns the failure of the work: its own exception, if it threw one. */
    Exception ofWork() {
        if (failureOfWork instanceof Exception exception) {
            return exception;
        }
        throw (Error) failureOfWork;
    }

    /** Returns the failure of a store that does not answer. */
    SeenStoreException ofStore() {
        return failureOfStore;
    }
}
