package dev.latido.idempotency;

/**
 * Handles messages whose effect is outside the seen-store's transactions, such as a call to another service.
 *
 * <p>Called on a thread of the subscriber; may block. One call runs at a time for each topic, several over all topics.
 * The message counts as handled when the handler returns. If the process crashes between the effect and the store's
 * commit, the message is handled again. Only a {@link TransactionalHandler} closes that window.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface MessageHandler<T> {

    /**
     * Handles a message.
     *
     * @param message the message
     * @throws PermanentFailure if a retry is of no use: the message becomes a dead letter
     * @throws Exception for any other failure: the message is retried later
     */
    void handle(Message<T> message) throws Exception;
}
