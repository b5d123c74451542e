package dev.latido.idempotency;

/**
 * Keeps messages that were given up, instead of the dead-letter topic: in a table, a file, a ticket.
 *
 * <p>Called on a thread of the subscriber, may block; several calls at a time. The message is acknowledged to the broker
 * when it returns, so it has to be safe by then. After a crash in between it is called again for the same message.
 */
@FunctionalInterface
public interface DeadLetterHandler {

    /**
     * Keeps a message.
     *
     * @param letter the message and why it was given up
     * @throws Exception if it could not be kept: the message is held, and it is called again with growing pauses
     */
    void keep(DeadLetter letter) throws Exception;
}
