package dev.latido.idempotency;

/**
 * Handles messages in the transaction that marks them as handled. Mark and effect are committed together or not at all:
 * the exactly-once effect.
 *
 * <p>Unless the subscriber marks first, the handler can be called with a message that was handled before, for example
 * in another process: see {@link Marking}. Its writes in the transaction are then rolled back. If it fails on such a
 * message, the failure does not count.
 *
 * <p>Called on a thread of the subscriber; may block. One call runs at a time for each topic, several over all topics.
 *
 * @param <T> the value's type
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
@FunctionalInterface
public interface TransactionalHandler<T, X> {

    /**
     * Handles a message in the transaction. The subscriber commits when the handler returns and rolls back when it
     * throws. The handler must do neither itself, and must not use the transaction after it returns.
     *
     * @param message the message
     * @param transaction the open transaction
     * @throws PermanentFailure if a retry is of no use: the message becomes a dead letter
     * @throws Exception for any other failure: the transaction is rolled back, and the message is retried later
     */
    void handle(Message<T> message, X transaction) throws Exception;
}
