package dev.latido.idempotency;

/**
 * Handles messages inside the transaction that marks them as seen: both take effect, or neither. This is the exactly-once
 * effect.
 *
 * <p>It can be called with a message that another process has handled, unless the subscriber marks first: see {@link
 * Marking}. What it writes in the transaction is rolled back then, and if it fails on such a message, the failure does not
 * count.
 *
 * <p>Called on a thread of the subscriber; may block. One call runs at a time for each topic, several over all topics.
 *
 * @param <T> the value's type
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
@FunctionalInterface
public interface TransactionalHandler<T, X> {

    /**
     * Handles a message within the transaction. The subscriber commits when the handler returns and rolls back when it
     * throws. The handler must do neither itself, and must not keep the transaction.
     *
     * @param message the message
     * @param transaction the open transaction
     * @throws PermanentFailure if a retry is of no use: the message becomes a dead letter
     * @throws Exception for any other failure: the transaction is rolled back, and the message is retried later
     */
    void handle(Message<T> message, X transaction) throws Exception;
}
