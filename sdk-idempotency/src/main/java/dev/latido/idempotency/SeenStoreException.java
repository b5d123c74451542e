package dev.latido.idempotency;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** A seen-store could not be reached or failed. The subscriber holds the message and tries again. */
public final class SeenStoreException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * A store that failed.
     *
     * @param problem what happened, and what to do
     * @param cause the driver's own exception, or {@code null}
     */
    public SeenStoreException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
