package dev.latido.core;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** An outbox cannot keep a message: its disk is full or broken, its directory belongs to another process, it is closed. */
public class OutboxException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * An outbox that cannot keep a message.
     *
     * @param message what is wrong, and what to do
     * @param cause what the operating system said, or {@code null}
     */
    public OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
