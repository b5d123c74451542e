package dev.latido.core.internal.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Thrown when a file of the journal does not contain the bytes that were written to it. */
final class DamageException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long offset;

    DamageException(Path file, long offset, String problem) {
        super("the file " + file + " is damaged at byte " + offset + ": " + problem);
        this.file = file;
        this.offset = offset;
    }

    Path file() {
        return file;
    }

    long offset() {
        return offset;
    }
}
