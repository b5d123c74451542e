package dev.latido.idempotency;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler that knows that trying again is no use: the message becomes a dead letter at once. */
public final class PermanentFailure extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * A message that will never be handled.
     *
     * @param reason why; it travels with the dead letter
     */
    public PermanentFailure(String reason) {
        super(reason);
    }

    /**
     * A message that will never be handled.
     *
     * @param reason why; it travels with the dead letter
     * @param cause what happened, or {@code null}
     */
    public PermanentFailure(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
