package dev.latido.core;

import dev.latido.LatidoException;


/** The message was dropped to make room for newer ones, as {@link Overflow#DROP_OLDEST} says. */
public final class MessageDroppedException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * A dropped message.
     *
     * @param id its message id
     */
    public MessageDroppedException(String id) {
        super("message " + id + " was dropped to make room for newer ones; publish less, or give the outbox more room");
    }
}
