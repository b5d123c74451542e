package dev.latido.idempotency;

import java.time.Duration;

/**
 * Is notified of what happens to messages, for metrics and alarms. Every method does nothing unless overridden.
 *
 * <p>Called on the thread that worked on the message, which waits for the listener; several calls run at a time. Must be
 * thread-safe and return soon. Exceptions are logged and ignored.
 */
public interface SubscriberListener {

    /**
     * Called when a handler has succeeded and the mark of its message is committed. The message is acknowledged next.
     *
     * @param message the message
     * @param took the time from the start of the attempt to the commit; for a batch, that of the whole batch
     */
    default void handled(Message<?> message, Duration took) {}

    /**
     * Called when a copy of a message that was handled or dead-lettered before is suppressed.
     *
     * @param message the message
     */
    default void duplicate(Message<?> message) {}

    /**
     * Called when a message is skipped because it is older than the last one handled of its topic.
     *
     * @param message the message
     */
    default void stale(Message<?> message) {}

    /**
     * Called when an attempt has failed and will be repeated.
     *
     * @param message the message, with the number of the attempt
     * @param cause the exception that the handler threw
     * @param pause the time until the next attempt
     */
    default void failed(Message<?> message, Throwable cause, Duration pause) {}

    /**
     * Called when a message that cannot be handled is safe as a dead letter. The message is acknowledged next.
     *
     * @param letter the message and the reason
     */
    default void deadLettered(DeadLetter letter) {}

    /**
     * Called when a dead letter could not be stored. The message stays unacknowledged and holds back the
     * acknowledgements after it. An operator should act, for example by granting the client permission to publish to
     * the dead-letter topic, by subscribing a client to it, or by granting permissions in the database of the table.
     * Called again after every attempt to store it.
     *
     * @param letter the message and the reason why it could not be handled
     * @param cause why the dead letter could not be stored
     */
    default void deadLetterRefused(DeadLetter letter, Throwable cause) {}

    /**
     * Called when the group is suspended in this process. Different messages have failed in the same way and none was
     * handled in between, so that no message becomes a dead letter and one is tried again after growing pauses. Or the
     * broker has told that no client keeps the dead letters: messages that cannot be handled stay unacknowledged then,
     * and others are handled until the receive maximum is reached. An operator should fix the cause. Called once until
     * {@link #resumed()}.
     *
     * @param cause the latest failure of a handler, or why dead letters are not kept
     */
    default void suspended(Throwable cause) {}

    /** Called when the group resumes: a message was handled, or a dead letter is kept again. */
    default void resumed() {}

    /**
     * Called when the seen-store has failed: messages are held and nothing is acknowledged. Called once for each
     * outage, which ends with the first successful call of the store.
     *
     * @param cause the exception that the store threw
     */
    default void storeFailed(Throwable cause) {}

    /** Called when the seen-store responds again. */
    default void storeRecovered() {}
}
