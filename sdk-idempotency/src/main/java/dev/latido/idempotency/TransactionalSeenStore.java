package dev.latido.idempotency;

import dev.latido.idempotency.internal.MarkOrder;
import dev.latido.idempotency.internal.RefusedMark;
import java.time.Duration;
import java.util.List;

/**
 * A seen-store in a database whose transactions can hold the handler's own writes: mark and effect become one.
 *
 * <p>One group uses either the marks or the claims of a store, not both at once.
 *
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
public interface TransactionalSeenStore<X> extends SeenStore {

    /**
     * Marks a message as handled, at any place of a transaction. A rival that marks the same message waits until this
     * transaction ends. After each of the answers the transaction is good for more.
     *
     * @param transaction the open transaction
     * @param key the message
     * @return whether it was unmarked before
     * @throws SeenStoreException if the store cannot be reached
     */
    Mark markIn(X transaction, MessageKey key);

    /**
     * Marks many messages in one transaction, as {@link #markIn} would one after the other. Whatever the order in which
     * they are given, they are marked in the order of group and id, so that two batches with common messages wait for
     * each other in a line and never in a circle.
     *
     * <p>By default this loops; stores do it in fewer round trips where they can.
     *
     * @param transaction the open transaction
     * @param keys the messages; one that is named twice is a duplicate the second time, or a conflict
     * @return a mark for each, in the order of the keys
     * @throws SeenStoreException if the store cannot be reached
     */
    default List<Mark> markAllIn(X transaction, List<MessageKey> keys) {
        MarkOrder order = new MarkOrder(keys);
        List<Mark> marks =
                order.firsts().stream().map(key -> markIn(transaction, key)).toList();
        return order.answers(marks, key -> markIn(transaction, key));
    }

    /**
     * Commits a claim as part of a transaction; counts only if the transaction commits.
     *
     * @param transaction the open transaction
     * @param key the message
     * @param fence the claim's fence
     * @return as {@link #commit}
     * @throws SeenStoreException if the store cannot be reached
     */
    Commit commitIn(X transaction, MessageKey key, long fence);

    /**
     * Runs work in a transaction: committed when it returns, rolled back on anything that it throws.
     *
     * @param work the work
     * @param <R> its result's type
     * @return its result
     * @throws SeenStoreException if the store fails, or its connection broke under the work
     * @throws IllegalStateException if the work returned but left a transaction that cannot be committed: a statement
     *     failed, and the work went on, or the database refuses at the commit what was written; rolled back
     * @throws Exception what the work threw
     */
    <R> R inTransaction(Work<X, R> work) throws Exception;

    /**
     * Runs work in a transaction and marks a message together with its commit: work first, mark last. Work and mark are
     * committed if the message was not marked before; otherwise everything is rolled back. While the work runs, another
     * transaction can mark the same message: then the one that commits first counts.
     *
     * <p>The work must not mark the message itself.
     *
     * <p>By default this is an {@link #inTransaction} with {@link #markIn} as its last statement. Stores save a round trip
     * where they can. A store that wraps another one need not override this method: what it adds to the two others is done
     * here too.
     *
     * @param key the message
     * @param work the work
     * @return {@link Mark#FIRST} if work and mark are committed; any other mark if everything was rolled back
     * @throws SeenStoreException if the store fails, or its connection broke under the work or at the commit: it is open
     *     whether the transaction took place, which {@link #markIn} tells
     * @throws IllegalStateException as {@link #inTransaction}; rolled back
     * @throws Exception what the work threw; rolled back
     */
    default Mark markWithCommit(MessageKey key, Work<X, ?> work) throws Exception {
        return RefusedMark.caught(() -> inTransaction(transaction -> {
            work.in(transaction);
            return RefusedMark.unlessFirst(markIn(transaction, key));
        }));
    }

    /**
     * Returns how long marks are kept at least. The subscriber remembers what it has committed in memory for less time than
     * that, so that it can acknowledge a redelivery without asking the store.
     *
     * @return the retention; zero by default, which means that it is not known and the store is asked about every message
     */
    default Duration retention() {
        return Duration.ZERO;
    }

    /** Whether a message was marked before. */
    enum Mark {
        /** It was not; it is now, if the transaction commits. */
        FIRST,
        /** It was. */
        DUPLICATE,
        /** It was, with another fingerprint: another message under the same id. Nothing has been marked. */
        CONFLICT
    }

    /**
     * Something to do in a transaction.
     *
     * @param <X> the transaction's type
     * @param <R> the result's type
     */
    @FunctionalInterface
    interface Work<X, R> {

        /**
         * Does it.
         *
         * @param transaction the open transaction
         * @return the result
         * @throws Exception to have the transaction rolled back
         */
        R in(X transaction) throws Exception;
    }
}
