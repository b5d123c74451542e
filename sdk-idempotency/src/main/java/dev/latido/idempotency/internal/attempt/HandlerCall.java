package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.BatchHandler;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SeenStoreException;
import java.util.List;

/** Calls a handler in a transaction, and distinguishes its exceptions from those of the store. Thread-safe. */
record HandlerCall<T, X>(BatchHandler<T, X> handler) {

    /** Carries the handler's exception, whatever its type, out of the transaction. */
    static final class HandlerFailure extends Exception {

        private static final long serialVersionUID = 1L;

        final Throwable reason;

        HandlerFailure(Throwable reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** Rolls back the work of an abandoned handler. */
    static final class TooLate extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** Calls the handler, on the caller's thread. */
    void in(X transaction, List<Message<T>> messages, Attempt attempt) throws HandlerFailure, TooLate {
        attempt.handling(null);
        Throwable failure = null;
        try {
            handler.handle(messages, transaction);
        } catch (Throwable e) {
            failure = e;
        }
        if (!attempt.handled()) {
            throw new TooLate();
        }
        if (failure != null) {
            throw new HandlerFailure(failure);
        }
    }

    /**
     * Returns the handler's exception if the connection broke because the handler was interrupted: an interrupted
     * virtual thread closes the socket that it waits for (JEP 444). Such a failure counts; otherwise the message would
     * be retried forever.
     *
     * @throws SeenStoreException the given failure in all other cases
     */
    static Throwable reasonOf(SeenStoreException failure, Attempt attempt) {
        if (attempt.isInterrupted() && failure.getCause() instanceof HandlerFailure broke) {
            return broke.reason;
        }
        throw failure;
    }
}
