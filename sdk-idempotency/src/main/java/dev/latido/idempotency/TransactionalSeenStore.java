package dev.latido.idempotency;

import dev.latido.idempotency.internal.MarkOrder;
import java.util.List;
import java.util.Optional;

/**
 * A seen-store in a database whose transactions can hold the handler's own writes: mark and effect become one.
 *
 * <p>One group uses either the marks or the claims of a store, not both at once.
 *
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
public interface TransactionalSeenStore<X> extends SeenStore {

    /**
     * Marks a message as handled, as the first statement of a transaction. A rival that marks the same message waits
     * until this transaction ends. After each of the answers the transaction is good for more.
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
     * Begins transactions that follow each other, each for one message and with its mark as the first statement. The
     * subscriber uses them for messages that wait, because the commit of one and the mark of the next can then be one round
     * trip.
     *
     * <p>By default there are none, and each message has an {@link #inTransaction} of its own. A store that wraps another
     * one either leaves it at that, or wraps the chain too.
     *
     * @param first the message of the first transaction
     * @return the chain, its first transaction begun; empty if the store has no chains
     * @throws SeenStoreException if the store cannot be reached
     */
    default Optional<Chain<X>> chain(MessageKey first) {
        return Optional.empty();
    }

    /**
     * Transactions that follow each other. Ends with {@link #commit}, {@link #rollBack} or whatever one of its methods
     * throws, and must not be used any more then. Not thread-safe.
     *
     * @param <X> the transaction's type
     */
    interface Chain<X> {

        /**
         * Whether the message of the running transaction was unmarked before.
         *
         * @return as {@link TransactionalSeenStore#markIn}
         */
        Mark mark();

        /**
         * The running transaction, for the handler's writes. Good until the next one begins or the chain ends.
         *
         * @return the transaction
         */
        X transaction();

        /**
         * Commits the running transaction, then begins the next and marks its message.
         *
         * @param next the message of the next transaction
         * @throws SeenStoreException if the store fails, or refuses one of both: it is open whether the transaction took
         *     place, which its mark will tell; the next has not begun
         * @throws IllegalStateException as {@link TransactionalSeenStore#inTransaction}; rolled back
         */
        void commitAndBegin(MessageKey next);

        /**
         * Commits the running transaction and ends the chain.
         *
         * @throws SeenStoreException if the store fails: it is open whether the transaction took place, which its mark will
         *     tell
         * @throws IllegalStateException as {@link TransactionalSeenStore#inTransaction}; rolled back
         */
        void commit();

        /**
         * Rolls back the running transaction and ends the chain.
         *
         * @throws SeenStoreException if the connection to the store broke under the work
         */
        void rollBack();
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
