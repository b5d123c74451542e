package dev.latido.idempotency.internal.work;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The way in which a handler failed, so that failures of different messages can be compared. Two failures are of the same
 * kind if their root causes have the same type and the same SQLSTATE or, without one, the same place in the code. Texts
 * are not compared: they often contain ids and values.
 */
final class FailureKind {

    /** The maximum length of a chain of causes that is followed; chains can be circular. */
    private static final int DEEPEST = 32;

    private FailureKind() {}

    /** Returns the kind of a failure. */
    static String of(Throwable failure) {
        Throwable root = failure;
        String state = state(root);
        for (int depth = 0; depth < DEEPEST; depth++) {
            Throwable cause = root.getCause();
            if (cause == null || cause.equals(root)) {
                break;
            }
            root = cause;
            String deeper = state(root);
            state = deeper == null ? state : deeper;
        }
        return root.getClass().getName() + " " + (state == null ? place(root) : "SQLSTATE " + state);
    }

    private static @Nullable String state(Throwable failure) {
        return failure instanceof SQLException sql ? sql.getSQLState() : null;
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : trace[0].toString();
    }
}
