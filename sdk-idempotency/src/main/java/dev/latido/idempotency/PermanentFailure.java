package dev.latido.idempotency;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler if a retry is of no use: the message becomes a dead letter immediately. */
public final class PermanentFailure extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates a failure.
     *
     * @param reason why the message cannot be handled; it is published with the dead letter
     */
    public PermanentFailure(String reason) {
        super(reason);
    }

    /**
     * Creates a failure.
     *
     * @param reason why the message cannot be handled; it is published with the dead letter
     * @param cause the cause, or {@code null}
     */
    public PermanentFailure(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
