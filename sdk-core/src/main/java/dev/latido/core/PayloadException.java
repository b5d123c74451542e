package dev.latido.core;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/** A payload that could not be written or read. Its message never shows the payload. */
public class PayloadException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * A payload that could not be written or read.
     *
     * @param problem what is wrong with it, and what to do
     * @param cause the codec library's own exception, or {@code null}
     */
    public PayloadException(String problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
