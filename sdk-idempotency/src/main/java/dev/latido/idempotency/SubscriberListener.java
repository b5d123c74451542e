package dev.latido.idempotency;

import java.time.Duration;

/**
 * Hears of what becomes of messages, for metrics and alarms. Every method does nothing unless overridden.
 *
 * <p>Called on the thread that did the work, several calls at a time; must be thread-safe and return soon, since the
 * message's thread waits. What it throws is logged and ignored.
 */
public interface SubscriberListener {

    /**
     * A message's handler succeeded and its mark was committed; it is about to be acknowledged.
     *
     * @param message the message
     * @param took from the beginning of the attempt to the commit; for a batch, that of the batch
     */
    default void handled(Message<?> message, Duration took) {}

    /**
     * A copy of a message dealt with before was suppressed.
     *
     * @param message the message
     */
    default void duplicate(Message<?> message) {}

    /**
     * A message was older than the one last handled of its topic.
     *
     * @param message the message
     */
    default void stale(Message<?> message) {}

    /**
     * An attempt failed and will be repeated.
     *
     * @param message the message, with the attempt's number
     * @param cause what the handler threw
     * @param pause until the next attempt
     */
    default void failed(Message<?> message, Throwable cause, Duration pause) {}

    /**
     * A message was given up and is safe as a dead letter; it is about to be acknowledged.
     *
     * @param letter the message and why
     */
    default void deadLettered(DeadLetter letter) {}

    /**
     * A dead letter could not be stored: the message is held, and with it the acknowledgements behind it. Somebody should
     * act, such as by giving the client the right to publish there. Comes again with every try.
     *
     * @param letter the message and why it was given up
     * @param cause why it could not be stored
     */
    default void deadLetterRefused(DeadLetter letter, Throwable cause) {}

    /**
     * The seen-store failed: messages are held, nothing is acknowledged. Comes once per outage, as far as it can be told.
     *
     * @param cause what the store threw
     */
    default void storeFailed(Throwable cause) {}

    /** The seen-store answers again. */
    default void storeRecovered() {}
}
