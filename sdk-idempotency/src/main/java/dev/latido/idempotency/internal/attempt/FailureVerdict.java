package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import java.time.Duration;

/** Decides what a failure of the handler means: another attempt, or a dead letter. */
final class FailureVerdict {

    private FailureVerdict() {}

    /** Returns another attempt after a pause, or the end of the attempts. */
    static Verdict verdict(Throwable failure, int number, Attempt attempt, SubscriberSettings settings) {
        if (failure instanceof PermanentFailure || number >= settings.attempts()) {
            return new Verdict.GivenUp(FailureText.describe(failure), number, failure);
        }
        Duration pause = settings.timing().pause(settings.backoff(), number - 1);
        if (attempt.isLast(pause)) {
            return new Verdict.GivenUp(
                    FailureText.describe(failure) + "; the patience of "
                            + settings.patience().toMillis() + " ms is over",
                    number,
                    failure);
        }
        return new Verdict.Failed(failure, pause);
    }
}
