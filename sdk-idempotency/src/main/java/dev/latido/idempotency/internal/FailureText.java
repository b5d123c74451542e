package dev.latido.idempotency.internal;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Describes failures in logs and in the reasons of dead letters. */
public final class FailureText {

    private FailureText() {}

    /** Returns the type of a failure and, if it has one, its message. */
    public static String describe(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    /** Returns the cause of a failed stage, without the exception that stages wrap around it. */
    public static Throwable unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && failure.getCause() != null ? failure.getCause() : failure;
    }
}
