package dev.latido.idempotency;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** Thrown if a seen-store cannot be reached or fails. The subscriber leaves the message unacknowledged and retries. */
public final class SeenStoreException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param problem what happened and what to do
     * @param cause the driver's own exception, or {@code null}
     */
    public SeenStoreException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
