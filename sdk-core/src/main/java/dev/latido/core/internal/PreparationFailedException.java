package dev.latido.core.internal;

import dev.latido.core.ConnectionFailedException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** An attempt did not begin because a supplier of the user failed. */
public final class PreparationFailedException extends ConnectionFailedException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception. */
    public PreparationFailedException(URI broker, String problem, @Nullable Throwable cause) {
        super(broker, problem, cause);
    }
}
