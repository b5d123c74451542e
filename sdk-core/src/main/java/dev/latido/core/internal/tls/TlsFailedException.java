package dev.latido.core.internal.tls;

import dev.latido.core.internal.AttemptFailedException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A failed TLS handshake; the message names the problem and the fix. */
public final class TlsFailedException extends AttemptFailedException {

    private static final long serialVersionUID = 1L;

    TlsFailedException(URI broker, String problem, boolean permanent, @Nullable Throwable cause) {
        super(broker, "TLS: " + problem, "", permanent, cause);
    }
}
