package dev.latido.core.internal.tls;

import dev.latido.core.ConnectionFailedException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A handshake that failed for a reason that can be said in words. */
final class TlsFailedException extends ConnectionFailedException {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    TlsFailedException(URI broker, String problem, boolean lasting, @Nullable Throwable cause) {
        super(broker, "TLS: " + problem, cause);
        this.lasting = lasting;
    }

    /** Whether a person has to mend something, so that waiting alone is no use. */
    boolean isLasting() {
        return lasting;
    }
}
