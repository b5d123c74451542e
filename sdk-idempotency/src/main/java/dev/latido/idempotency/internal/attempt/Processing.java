package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.PermanentFailure;
import dev.latido.idempotency.internal.LetterTable.Burial;
import dev.latido.idempotency.internal.message.DecodedMessage;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt at a message against the seen-store. Blocks; called on the subscriber's threads. */
public interface Processing<T> {

    /** The result of an attempt. */
    sealed interface Verdict {

        /** The message was handled, and its mark was committed. */
        record Handled() implements Verdict {}

        /** The message was handled or dead-lettered before. */
        record Duplicate() implements Verdict {}

        /** The message cannot be handled yet: another consumer holds it, or its pause is not over. */
        record Postponed(Duration pause) implements Verdict {}

        /**
         * The handler failed; the message is retried after the pause.
         *
         * @param counts whether it used up an attempt; false after a conflict of transactions
         */
        record Failed(Throwable reason, Duration pause, boolean counts) implements Verdict {}

        /**
         * The message becomes a dead letter; in a conflict, because its id is that of another message.
         *
         * @param cause the failure of the last attempt, or null if no attempt failed
         */
        record GivenUp(
                String reason,
                int attempts,
                boolean conflict,
                @Nullable Throwable cause) implements Verdict {

            /** Creates a verdict without a failed attempt. */
            public GivenUp(String reason, int attempts) {
                this(reason, attempts, false, null);
            }

            /** Creates the verdict after a failed attempt. */
            public GivenUp(String reason, int attempts, Throwable cause) {
                this(reason, attempts, false, cause);
            }

            /** Returns the failure if the fault may lie elsewhere than in the message; otherwise null. */
            public @Nullable Throwable doubtful() {
                return cause instanceof PermanentFailure ? null : cause;
            }

            /** Returns the verdict on a message that has the id of another one. */
            static GivenUp inConflict() {
                return new GivenUp("another message with the same id and another payload came before", 0, true, null);
            }
        }

        /**
         * The handler continues without a thread.
         *
         * @param then returns the verdict when the stage has completed; may block
         */
        record Open(CompletionStage<?> stage, Function<@Nullable Throwable, Verdict> then) implements Verdict {}

        /** The handler ended after it was abandoned. */
        record LeftBehind() implements Verdict {}
    }

    /**
     * Makes one attempt.
     *
     * @throws dev.latido.idempotency.SeenStoreException if the store fails: the result is unknown, and the attempt must
     *     be repeated
     */
    Verdict attempt(DecodedMessage<T> message, Attempt attempt);

    /**
     * Marks a message as dead, once its dead letter is stored or together with it.
     *
     * @param fence the fence of the claim whose handler was abandoned; null without one
     */
    Burial bury(DecodedMessage<T> message, DeadMark mark, @Nullable Long fence);

    /** Extends the claims of messages that are being handled. Called periodically. */
    default void renew() {}

    /**
     * Releases the claims on messages that are not done, at the close.
     *
     * @throws dev.latido.idempotency.SeenStoreException if the store fails
     */
    default void releaseAll() {}
}
