package dev.latido.core.internal;

import dev.latido.LatidoException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds and words the essential exception of a chain. */
public final class Failures {

    private Failures() {}

    /** Returns the name of a constant in lower case, with spaces. */
    public static String inWords(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Returns the first exception of a type in the chain of causes, or null. */
    public static <E extends Throwable> @Nullable E find(Throwable failure, Class<E> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    /**
     * Returns one line for logs: the message of the SDK's own exception if there is one, the class that could
     * not be loaded, or otherwise the innermost message.
     */
    public static String inWords(Throwable failure) {
        LatidoException own = find(failure, LatidoException.class);
        if (own != null) {
            return String.valueOf(own.getMessage());
        }
        String library = Libraries.inWords(failure);
        if (library != null) {
            return library;
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
