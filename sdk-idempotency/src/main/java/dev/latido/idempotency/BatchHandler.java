package dev.latido.idempotency;

import java.util.List;

/**
 * Handles many messages in the one transaction that marks them all as seen: an order of magnitude faster on any
 * database, and exactly-once as with {@link TransactionalHandler}.
 *
 * <p>Called on a thread of the subscriber; may block. Several batches run at a time. The messages of one topic come in
 * the order of receipt and are never in two batches at a time. The subscriber acknowledges them after the commit. If
 * the handler throws, the transaction is rolled back and each message is handled in a batch of one, where it is retried
 * or dead-lettered individually. A failing message therefore does not hold back the others.
 *
 * @param <T> the value's type
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
@FunctionalInterface
public interface BatchHandler<T, X> {

    /**
     * Handles messages within the transaction. The subscriber commits when the handler returns and rolls back when it
     * throws. The handler must do neither itself, and must not keep the transaction.
     *
     * @param messages the messages, at least one, none of them a duplicate; immutable
     * @param transaction the open transaction
     * @throws PermanentFailure if a retry is of no use: a message that is alone in its batch becomes a dead letter
     * @throws Exception for any other failure
     */
    void handle(List<Message<T>> messages, X transaction) throws Exception;
}
