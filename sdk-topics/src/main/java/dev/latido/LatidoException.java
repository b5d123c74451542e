package dev.latido;

import org.jspecify.annotations.Nullable;

/**
 * The one unchecked root of all exceptions that Latido throws on purpose: catching it catches them all.
 *
 * <p>Subtypes carry the data of their case, and every message says what to do next. A {@code null} argument is not
 * reported with this type but with {@link NullPointerException}, a value out of range with
 * {@link IllegalArgumentException}, and a call at the wrong time with {@link IllegalStateException}.
 *
 * <pre>{@code
 * try {
 *     acme.events().site("Planta 1").everything();
 * } catch (LatidoException refused) {
 *     log.add(refused.getMessage());
 * }
 * }</pre>
 */
public class LatidoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception without a cause.
     *
     * @param message what happened and what to do next
     */
    public LatidoException(String message) {
        super(message);
    }

    /**
     * Makes an exception with the failure that led to it.
     *
     * @param message what happened and what to do next
     * @param cause the failure below, or {@code null}
     */
    public LatidoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
