package dev.latido.core;

import dev.latido.LatidoException;
import org.jspecify.annotations.Nullable;

/**
 * A library that Latido needs is missing on the class path, or its version does not fit. The message names the library, the
 * version that was found, and what to write into the build file.
 */
public class IncompatibleLibraryException extends LatidoException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the library and what to do
     * @param cause the error of the class loader, or {@code null}
     */
    public IncompatibleLibraryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
