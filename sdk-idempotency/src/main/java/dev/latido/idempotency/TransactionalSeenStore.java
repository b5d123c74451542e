package dev.latido.idempotency;

import dev.latido.idempotency.internal.MarkOrder;
import dev.latido.idempotency.internal.RefusedMark;
import java.time.Duration;
import java.util.List;

/**
 * A seen-store in a database whose transactions can contain the handler's own writes. The mark of a message, the record
 * that it has been handled, and the handler's effect are then committed together or not at all.
 *
 * <p>A group uses either the marks or the claims of a store, not both at the same time.
 *
 * <p>Implementations are thread-safe and may block.
 *
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
public interface TransactionalSeenStore<X> extends SeenStore {

    /**
     * Marks a message as handled, at any point of a transaction. The mark takes effect if the transaction commits. A
     * concurrent transaction that marks the same message blocks until this transaction ends. The transaction can
     * continue after each of the answers.
     *
     * @param transaction the open transaction
     * @param key the message
     * @return whether the message was marked before
     * @throws SeenStoreException if the store cannot be reached
     */
    Mark markIn(X transaction, MessageKey key);

    /**
     * Marks many messages in one transaction, with the same result as {@link #markIn} for each. Whatever the order of
     * the keys, they are marked in the order of group and id, so that two batches with messages in common wait for each
     * other in one direction only, never in a cycle.
     *
     * <p>By default, this method calls {@link #markIn} for each message. Stores override it to save round trips.
     *
     * @param transaction the open transaction
     * @param keys the messages; a message that is named twice is a duplicate the second time, or a conflict
     * @return the mark of each message, in the order of the keys
     * @throws SeenStoreException if the store cannot be reached
     */
    default List<Mark> markAllIn(X transaction, List<MessageKey> keys) {
        MarkOrder order = new MarkOrder(keys);
        List<Mark> marks =
                order.firsts().stream().map(key -> markIn(transaction, key)).toList();
        return order.answers(marks, key -> markIn(transaction, key));
    }

    /**
     * Commits a claim as part of a transaction. The claim's commit takes effect if the transaction commits.
     *
     * @param transaction the open transaction
     * @param key the message
     * @param fence the claim's fence
     * @return as {@link #commit}
     * @throws SeenStoreException if the store cannot be reached
     */
    Commit commitIn(X transaction, MessageKey key, long fence);

    /**
     * Takes a claim back as if it had not been made: the message can be claimed at once, and the attempt is not counted.
     * The subscriber calls it for messages that are not done when it closes; otherwise, as many restarts as it has
     * attempts would look like crashes.
     *
     * <p>By default, this method calls {@link #release}, so that the attempt counts.
     *
     * @param key the message
     * @param fence the claim's fence
     * @return whether the claim was still the caller's
     * @throws SeenStoreException if the store cannot be reached
     */
    default Hold withdraw(MessageKey key, long fence) {
        return release(key, fence, Duration.ZERO);
    }

    /**
     * Runs work in a transaction. The transaction is committed when the work returns, and rolled back when the work
     * throws anything.
     *
     * @param work the work
     * @param <R> its result's type
     * @return its result
     * @throws SeenStoreException if the store fails: also if the connection broke during the work and the store answers
     *     no other connection
     * @throws IllegalStateException if the work returned but its transaction cannot be committed: a statement failed and
     *     the work continued, the database refuses the commit, or the connection broke while the store answers others;
     *     the transaction is rolled back. In the last case it may have been committed; a later {@link #markIn} tells
     * @throws Exception the exception of the work, also if it broke the connection while the store answers others; the
     *     transaction is rolled back
     */
    <R> R inTransaction(Work<X, R> work) throws Exception;

    /**
     * Runs work in a transaction and marks a message together with the commit: work first, mark last. If the message
     * was not marked before, work and mark are committed. Otherwise everything is rolled back. While the work runs,
     * another transaction can mark the same message. Only the first of them to commit takes effect.
     *
     * <p>The work must not mark the message itself.
     *
     * <p>By default, this method calls {@link #inTransaction} with {@link #markIn} as the last statement. Stores
     * override it to save a round trip. A store that wraps another one need not override it: the default calls the
     * wrapper's own methods.
     *
     * @param key the message
     * @param work the work
     * @return {@link Mark#FIRST} if work and mark are committed; any other mark if everything was rolled back
     * @throws SeenStoreException if the store fails: also if the connection broke during the work or at the commit and
     *     the store answers no other connection. It is then unknown whether the transaction was committed; a later {@link #markIn} tells
     * @throws IllegalStateException as {@link #inTransaction}; the transaction is rolled back
     * @throws Exception the exception of the work; the transaction is rolled back
     */
    default Mark markWithCommit(MessageKey key, Work<X, ?> work) throws Exception {
        return RefusedMark.caught(() -> inTransaction(transaction -> {
            work.in(transaction);
            return RefusedMark.unlessFirst(markIn(transaction, key));
        }));
    }

    /**
     * Returns the minimum time for which marks are kept. The subscriber remembers its committed messages in memory for
     * a shorter time, and acknowledges their redeliveries without asking the store.
     *
     * @return the retention; zero by default, which means that it is unknown and the store is asked about every message
     */
    default Duration retention() {
        return Duration.ZERO;
    }

    /** The answer to a mark: whether the message was marked before. */
    enum Mark {
        /** The message was not marked before. It is marked if the transaction commits. */
        FIRST,
        /** The message was marked before. */
        DUPLICATE,
        /** The id was marked before with another fingerprint, by another message. Nothing is marked. */
        CONFLICT
    }

    /**
     * The work of a transaction.
     *
     * @param <X> the transaction's type
     * @param <R> the result's type
     */
    @FunctionalInterface
    interface Work<X, R> {

        /**
         * Does the work, on the thread of the caller.
         *
         * @param transaction the open transaction
         * @return the result
         * @throws Exception any exception rolls the transaction back
         */
        R in(X transaction) throws Exception;
    }
}
