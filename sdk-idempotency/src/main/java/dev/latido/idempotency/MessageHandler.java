package dev.latido.idempotency;

/**
 * Handles messages whose effect is outside the seen-store's reach, such as a call to another service.
 *
 * <p>Called on a thread of the subscriber, may block; one call at a time for one topic, several at a time over all
 * topics. The message counts as handled when it returns. If the process dies between the effect and the store's commit,
 * the message is handled again: only a {@link TransactionalHandler} closes that window.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface MessageHandler<T> {

    /**
     * Handles a message.
     *
     * @param message the message
     * @throws PermanentFailure if trying again is no use: the message becomes a dead letter
     * @throws Exception for any other failure: the message is tried again, later
     */
    void handle(Message<T> message) throws Exception;
}
