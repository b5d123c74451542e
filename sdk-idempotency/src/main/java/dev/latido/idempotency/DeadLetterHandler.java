package dev.latido.idempotency;

/**
 * Stores dead letters in a place other than the dead-letter topic: a file, a ticket, a table of your own. Latido's
 * own table is {@link dev.latido.idempotency.jdbc.DeadLetterTable}.
 *
 * <p>Called on a thread of the subscriber; may block. Several calls run at a time. The subscriber acknowledges the
 * message when the handler returns, so the dead letter must be safe by then. After a crash in between, the handler is
 * called again for the same message.
 */
@FunctionalInterface
public interface DeadLetterHandler {

    /**
     * Stores a dead letter.
     *
     * @param letter the message and the reason why it could not be handled
     * @throws Exception if the dead letter could not be stored: the message stays unacknowledged, and storing is retried
     *     with growing pauses
     */
    void keep(DeadLetter letter) throws Exception;
}
