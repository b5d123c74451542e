package dev.latido.idempotency;

/**
 * Handles messages inside the transaction that marks them as seen: both take place, or neither. This is the exactly-once
 * effect.
 *
 * <p>It can be called with a message that another process has handled, unless the subscriber marks first: see {@link
 * Marking}. What it writes in the transaction is rolled back then, and if it fails on such a message, the failure does not
 * count.
 *
 * <p>Called on a thread of the subscriber, may block; one call at a time for one topic, several at a time over all
 * topics.
 *
 * @param <T> the value's type
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
@FunctionalInterface
public interface TransactionalHandler<T, X> {

    /**
     * Handles a message with the means of the transaction. The subscriber commits after it returns and rolls back when
     * it throws; it must do neither itself, nor keep the transaction.
     *
     * @param message the message
     * @param transaction the open transaction
     * @throws PermanentFailure if trying again is no use: the message becomes a dead letter
     * @throws Exception for any other failure: rolled back and tried again, later
     */
    void handle(Message<T> message, X transaction) throws Exception;
}
