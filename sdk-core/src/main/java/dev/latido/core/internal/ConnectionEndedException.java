package dev.latido.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * A network connection that ended without an answer of the broker. The cause is the error of the network or of TLS;
 * there is none if the connection was simply closed.
 */
public final class ConnectionEndedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Creates an exception; the cause is null if the connection was closed without an error. */
    public ConnectionEndedException(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Returns whether the connection was closed without an error of the network. */
    public boolean isPlainClose() {
        return getCause() == null;
    }
}
