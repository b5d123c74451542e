package dev.latido;

import org.jspecify.annotations.Nullable;

/**
 * The unchecked root of all exceptions that Latido throws on purpose. Catch it to catch all of them.
 *
 * <p>Subtypes carry the data of their case, and every message says what to do next. Other types report mistakes of the
 * caller: {@link NullPointerException} a {@code null} argument, {@link IllegalArgumentException} a value out of range,
 * and {@link IllegalStateException} a call at the wrong time.
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
     * Creates an exception without a cause.
     *
     * @param message what happened and what to do next
     */
    public LatidoException(String message) {
        super(message);
    }

    /**
     * Creates an exception with its cause.
     *
     * @param message what happened and what to do next
     * @param cause the failure that led to it, or {@code null}
     */
    public LatidoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
