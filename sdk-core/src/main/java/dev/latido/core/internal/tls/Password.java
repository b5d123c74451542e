package dev.latido.core.internal.tls;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The password of a file: a fixed one, or a supplier that is called each time. Its string form hides it. Thread-safe.
 */
final class Password {

    private final Supplier<char[]> source;
    private final boolean supplied;

    private Password(Supplier<char[]> source, boolean supplied) {
        this.source = source;
        this.supplied = supplied;
    }

    static Password of(char[] password) {
        Objects.requireNonNull(password, "password must not be null");
        char[] kept = password.clone();
        return new Password(() -> kept, false);
    }

    static Password from(Supplier<char[]> password) {
        Objects.requireNonNull(password, "password must not be null");
        return new Password(password, true);
    }

    /** Returns whether it comes from a supplier of the user, which may block. */
    boolean isSupplied() {
        return supplied;
    }

    /** Runs a task with a copy of the password, which is overwritten afterwards. */
    <T> T use(Function<char[], T> work) {
        char @Nullable [] given = source.get();
        if (given == null) {
            throw new IllegalStateException(
                    "the supplier of the file's password returned null; it must return the password, or throw");
        }
        char[] secret = given.clone();
        try {
            return work.apply(secret);
        } finally {
            Arrays.fill(secret, '\0');
        }
    }

    @Override
    public String toString() {
        return "Password";
    }
}
