package dev.latido.core;

import dev.latido.LatidoException;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** No session could be had in the time that was given: broker unreachable, TLS handshake failed, no answer. */
public class ConnectionFailedException extends LatidoException {

    private static final long serialVersionUID = 1L;

    private final URI broker;

    /**
     * A connection that could not be made.
     *
     * @param broker the broker that was tried
     * @param problem what happened, and what to do
     * @param cause the last failure, or {@code null}
     */
    public ConnectionFailedException(URI broker, String problem, @Nullable Throwable cause) {
        super(problem, cause);
        this.broker = Objects.requireNonNull(broker, "broker must not be null");
    }

    /**
     * The broker that was tried.
     *
     * @return its URI
     */
    public URI broker() {
        return broker;
    }
}
