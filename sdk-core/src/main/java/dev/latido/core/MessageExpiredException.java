package dev.latido.core;

import dev.latido.LatidoException;
import java.time.Duration;

/**
 * The message waited longer than it was worth and is not sent any more. Had it been sent before on a connection that was
 * lost, it may have arrived then.
 */
public final class MessageExpiredException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * An expired message.
     *
     * @param id its message id
     * @param age how long it had waited
     */
    public MessageExpiredException(String id, Duration age) {
        super("message " + id + " expired: it waited " + age + " without being acknowledged");
    }
}
