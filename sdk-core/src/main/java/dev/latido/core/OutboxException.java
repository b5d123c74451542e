package dev.latido.core;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/**
 * An outbox cannot do its work: its disk is full or broken, a file is damaged, another process uses its directory, or
 * it is closed.
 */
public class OutboxException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for an outbox.
     *
     * @param problem what is wrong, and what to do
     * @param cause the operating system's failure, or {@code null}
     */
    public OutboxException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
