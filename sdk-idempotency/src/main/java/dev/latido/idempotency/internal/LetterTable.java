package dev.latido.idempotency.internal;

import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table of dead letters, as subscribers and boxes use it. Blocks; thread-safe. */
public interface LetterTable {

    /** A dead letter in the table, with the number of its row. */
    record Row(long number, DeadLetter letter) {}

    /** The result of an attempt to bury a message. */
    sealed interface Burial {

        /** The message is marked as dead, now or before, and its dead letter is stored. */
        record Dead() implements Burial {}

        /** The message was handled before, by another consumer; it has no dead letter. */
        record HandledBefore() implements Burial {}

        /** Another consumer holds the message; ask again after the pause. */
        record Held(Duration pause) implements Burial {}
    }

    /** The database has refused a dead letter, while it can be reached. */
    final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Returns whether a dead letter can be stored in the transaction in which this seen-store marks its message. */
    boolean sharesTransactionsOf(SeenStore store);

    /**
     * Marks a message as dead and stores its dead letter, in one transaction.
     *
     * @param store a store that {@linkplain #sharesTransactionsOf shares its transactions} with this table
     * @param fence the fence of the claim whose handler was abandoned; null without one
     * @throws Refused if the database refuses the dead letter
     * @throws dev.latido.idempotency.SeenStoreException if the database fails; nothing is known then
     */
    Burial bury(SeenStore store, MessageKey key, String owner, @Nullable Long fence, DeadLetter letter);

    /**
     * Stores a dead letter in a transaction of its own.
     *
     * @param markedAs the id under which the group marks the message, of which there is one dead letter at a time; null
     *     if the message gets no mark
     */
    void store(DeadLetter letter, @Nullable String markedAs);

    /** Returns the oldest dead letters of a group. */
    List<Row> oldest(String group, int limit);

    /** Removes a dead letter, if it is still there. */
    void remove(long number);

    /**
     * Checks table, columns and permissions.
     *
     * @throws IllegalStateException if one of them is missing or wrong
     * @throws dev.latido.idempotency.SeenStoreException if the database cannot be reached
     */
    void check();
}
