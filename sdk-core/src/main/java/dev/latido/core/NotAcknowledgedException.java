package dev.latido.core;

import dev.latido.LatidoException;


/**
 * The publisher was closed before the broker acknowledged the message, and its outbox was in memory: the message may or
 * may not have arrived, and is not sent again. With a durable outbox it is {@link LeftInStoreException} instead.
 */
public final class NotAcknowledgedException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * A message without its PUBACK.
     *
     * @param id its message id
     */
    public NotAcknowledgedException(String id) {
        super("message " + id + " was not acknowledged before its publisher was closed");
    }
}
