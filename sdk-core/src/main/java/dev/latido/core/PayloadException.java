package dev.latido.core;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** A payload cannot be written or read. The exception's message never shows the payload. */
public class PayloadException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the failure of a payload.
     *
     * @param problem what is wrong with it, and what to do
     * @param cause the codec library's own exception, or {@code null}
     */
    public PayloadException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
