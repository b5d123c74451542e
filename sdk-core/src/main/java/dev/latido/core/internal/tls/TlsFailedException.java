package dev.latido.core.internal.tls;

import dev.latido.core.ConnectionFailedException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A failed TLS handshake; the message names the problem and the fix. */
public final class TlsFailedException extends ConnectionFailedException {

    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    TlsFailedException(URI broker, String problem, boolean permanent, @Nullable Throwable cause) {
        super(broker, "TLS: " + problem, cause);
        this.permanent = permanent;
    }

    /** Returns whether a person must fix something, so that a retry does not help. */
    public boolean isPermanent() {
        return permanent;
    }
}
