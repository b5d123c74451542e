package dev.latido.idempotency.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Describes failures in logs and in the reasons of dead letters. */
public final class FailureText {

    /** The maximum number of causes that are described; chains can be circular. */
    private static final int DEEPEST = 5;

    private FailureText() {}

    /** Returns the types of a failure and of its causes, with their messages unless an earlier message contains them. */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder(withMessage(failure));
        Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = message(cause);
            if (message == null || text.indexOf(message) < 0) {
                text.append("; caused by ").append(withMessage(cause));
            }
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static String withMessage(Throwable failure) {
        String message = message(failure);
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Exceptions can have code of the application, which can fail. */
    private static @Nullable String message(Throwable failure) {
        try {
            return failure.getMessage();
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** Returns the cause of a failed stage, without the exception that stages wrap around it. */
    public static Throwable unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && failure.getCause() != null ? failure.getCause() : failure;
    }
}
