package dev.latido.idempotency.internal;

import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.util.concurrent.Callable;

/** Leaves a transaction with a mark that is not the first, so that the store rolls it back. */
public final class RefusedMark extends Exception {

    private static final long serialVersionUID = 1L;

    private final Mark mark;

    /** Leaves with any mark, so that it is only looked at. */
    public RefusedMark(Mark mark) {
        super("the message was marked before: " + mark, null, false, false);
        this.mark = mark;
    }

    /**
     * Returns a first mark.
     *
     * @throws RefusedMark with any other mark
     */
    public static Mark unlessFirst(Mark mark) throws RefusedMark {
        if (mark != Mark.FIRST) {
            throw new RefusedMark(mark);
        }
        return mark;
    }

    /**
     * Runs a transaction and returns its mark, also one with which it was left.
     *
     * @throws Exception whatever else the transaction throws
     */
    public static Mark caught(Callable<Mark> transaction) throws Exception {
        try {
            return transaction.call();
        } catch (RefusedMark e) {
            return e.mark;
        }
    }
}
