package dev.latido.idempotency.internal.attempt;

import dev.latido.core.Backoff;
import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.internal.FailureText;
import dev.latido.idempotency.internal.SqlFailures;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import java.time.Duration;

/** Decides what a failure of the handler means: another attempt, or a dead letter. */
final class FailureVerdict {

    /** The pauses after conflicts: a multiple of the time that a transaction holds its locks. */
    private static final Backoff CONFLICTS = Backoff.between(Duration.ofMillis(20), Duration.ofSeconds(2));

    private FailureVerdict() {}

    /**
     * Returns another attempt after a pause, or the end of the attempts. A conflict of transactions does not use up an
     * attempt: only the patience bounds it. Data that the database has refused twice in the same way is not tried again.
     */
    static Verdict verdict(Throwable failure, int number, Attempt attempt, SubscriberSettings settings) {
        boolean counts = !SqlFailures.isTransient(failure);
        if (failure instanceof PermanentFailure || (counts && number >= settings.attempts())) {
            return new Verdict.GivenUp(FailureText.describe(failure), number, failure);
        }
        if (SqlFailures.isSameRefusal(failure, attempt.earlier().failure())) {
            return new Verdict.GivenUp(
                    FailureText.describe(failure) + "; the database refused it twice in the same way", number, failure);
        }
        Duration pause = counts
                ? settings.timing().pause(settings.backoff(), number - 1)
                : settings.timing().pause(CONFLICTS, attempt.earlier().uncounted());
        if (attempt.isLast(pause)) {
            return new Verdict.GivenUp(
                    FailureText.describe(failure) + "; the patience of "
                            + settings.patience().toMillis() + " ms is over",
                    number,
                    failure);
        }
        return new Verdict.Failed(failure, pause, counts);
    }
}
