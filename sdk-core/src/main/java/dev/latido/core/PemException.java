package dev.latido.core;

import dev.latido.LatidoException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file with certificates or a key, PEM or PKCS#12, is unusable. The message names the file, what was found in it and
 * what to do.
 */
public final class PemException extends LatidoException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;

    /**
     * Creates the failure of a file.
     *
     * @param file the file
     * @param problem what was found, and the fix
     * @param cause the parser's own exception, or {@code null}
     */
    public PemException(Path file, String problem, @Nullable Throwable cause) {
        super(file + ": " + problem, cause);
        this.file = Objects.requireNonNull(file, "file must not be null");
    }

    /**
     * Returns the unusable file.
     *
     * @return the file
     */
    public Path file() {
        return file;
    }
}
