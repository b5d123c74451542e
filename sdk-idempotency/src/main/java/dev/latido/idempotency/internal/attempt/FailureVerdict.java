package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/** What a failure of the handler means. */
final class FailureVerdict {

    private FailureVerdict() {}

    /** Another try after a pause, or none. */
    static Verdict verdict(Throwable failure, int number, Attempt attempt, SubscriberSettings settings) {
        if (failure instanceof PermanentFailure || number >= settings.attempts()) {
            return new Verdict.GivenUp(describe(failure), number);
        }
        Duration pause = settings.backoff().delay(number - 1, ThreadLocalRandom.current());
        if (attempt.isLast(pause)) {
            return new Verdict.GivenUp(
                    describe(failure) + "; the patience of "
                            + settings.patience().toMillis() + " ms is over",
                    number);
        }
        return new Verdict.Failed(failure, pause);
    }

    /** What a stage failed with, without the wrapping that stages add. */
    static Throwable unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        return wrapped && failure.getCause() != null ? failure.getCause() : failure;
    }

    static String describe(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
