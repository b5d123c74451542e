package dev.latido.idempotency;

import java.util.List;

/**
 * Handles many messages in the one transaction that marks them all as seen: an order of magnitude faster on any
 * database, and exactly-once as with {@link TransactionalHandler}.
 *
 * <p>Called on a thread of the subscriber, may block; several batches at a time, the messages of one topic in the order
 * of receipt and never in two batches at a time. Acknowledgements leave after the commit. If it throws, everything is
 * rolled back and each message of the batch is handled in a batch of its own, tried again and given up on its own, so
 * that the one that fails keeps back none of the others.
 *
 * @param <T> the value's type
 * @param <X> the transaction's type, such as {@link java.sql.Connection}
 */
@FunctionalInterface
public interface BatchHandler<T, X> {

    /**
     * Handles messages with the means of the transaction. The subscriber commits after it returns and rolls back when it
     * throws; it must do neither itself, nor keep the transaction.
     *
     * @param messages the messages, at least one, none of them a duplicate; immutable
     * @param transaction the open transaction
     * @throws PermanentFailure if trying again is no use: a message alone in its batch becomes a dead letter
     * @throws Exception for any other failure
     */
    void handle(List<Message<T>> messages, X transaction) throws Exception;
}
