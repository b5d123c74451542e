package dev.latido.core;

import dev.latido.LatidoException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * There was no session in the given time: the broker is unreachable, the TLS handshake failed, or there was no answer.
 */
public class ConnectionFailedException extends LatidoException {

    private static final long serialVersionUID = 1L;

    private final URI broker;

    /**
     * Creates the failure of a connection.
     *
     * @param broker the broker
     * @param problem what happened, and what to do
     * @param cause the last failure, or {@code null}
     */
    public ConnectionFailedException(URI broker, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.broker = Objects.requireNonNull(broker, "broker must not be null");
    }

    /**
     * Returns the broker of the last attempt.
     *
     * @return its URI
     */
    public URI broker() {
        return broker;
    }
}
