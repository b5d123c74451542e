package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.internal.message.DecodedMessage;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt at a message against the seen-store. Blocks; called on the subscriber's threads. */
public interface Processing<T> {

    /** What came of an attempt. */
    sealed interface Verdict {

        /** Handled and committed. */
        record Handled() implements Verdict {}

        /** Dealt with before. */
        record Duplicate() implements Verdict {}

        /** Not now: somebody else has it, or it waits. */
        record Postponed(Duration pause) implements Verdict {}

        /** The handler failed; it may be tried again. */
        record Failed(Throwable reason, Duration pause) implements Verdict {}

        /** No further attempt is of use; with a conflict, the id is that of another message. */
        record GivenUp(String reason, int attempts, boolean conflict) implements Verdict {

            /** Without a conflict. */
            public GivenUp(String reason, int attempts) {
                this(reason, attempts, false);
            }

            /** The id of another message. */
            static GivenUp inConflict() {
                return new GivenUp("another message with the same id and another payload came before", 0, true);
            }
        }

        /** The handler goes on without a thread; when the stage completes, this is to be asked, which may block. */
        record Open(CompletionStage<?> stage, Function<@Nullable Throwable, Verdict> then) implements Verdict {}

        /** The handler ended after it was left behind. */
        record LeftBehind() implements Verdict {}
    }

    /**
     * Tries once.
     *
     * @throws dev.latido.idempotency.SeenStoreException if the store fails: nothing is known, ask again later
     */
    Verdict attempt(DecodedMessage<T> message, Attempt attempt);

    /**
     * Marks a message as dead, once its dead letter is stored.
     *
     * @param fence of the claim whose handler was left behind; null without one
     */
    void bury(DecodedMessage<T> message, String reason, @Nullable Long fence);

    /** Keeps what is in work from being taken over. Called from time to time. */
    default void renew() {}

    /** Gives back what is still claimed, when its handlers did not end in time. */
    default void releaseAll() {}
}
