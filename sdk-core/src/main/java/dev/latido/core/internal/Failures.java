package dev.latido.core.internal;

import dev.latido.LatidoException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a chain of exceptions comes down to. */
public final class Failures {

    private Failures() {}

    /** The name of a constant as people write it: lower case, with spaces. */
    public static String inWords(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first exception of a type in the chain of causes. */
    public static <E extends Throwable> @Nullable E find(Throwable failure, Class<E> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    /** One line for people: what the SDK itself says of it, otherwise the innermost message. */
    public static String inWords(Throwable failure) {
        LatidoException said = find(failure, LatidoException.class);
        if (said != null) {
            return String.valueOf(said.getMessage());
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
