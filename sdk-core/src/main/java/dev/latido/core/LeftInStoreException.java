package dev.latido.core;

import dev.latido.LatidoException;


/**
 * The publisher was closed before the broker acknowledged the message. It is not lost: its durable outbox has it and
 * sends it, with the same id, when a publisher is built over the same store again.
 */
public final class LeftInStoreException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * A message that waits for the next start.
     *
     * @param id its message id
     */
    public LeftInStoreException(String id) {
        super("message " + id + " was not acknowledged before its publisher was closed; it is in the store and will be"
                + " sent at the next start");
    }
}
