package dev.latido.core.internal.tls;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A password of a file, given once or asked for each time. Shows itself to nobody. */
final class Password {

    private final Supplier<char[]> source;
    private final boolean asked;

    private Password(Supplier<char[]> source, boolean asked) {
        this.source = source;
        this.asked = asked;
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

    /** Whether it comes from the user's code, which may block. */
    boolean isAsked() {
        return asked;
    }

    /** Works with a copy, which is wiped afterwards. */
    <T> T use(Function<char[], T> work) {
        char @Nullable [] given = source.get();
        if (given == null) {
            throw new IllegalStateException("the supplier of the file's password gave null; give it, or throw");
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
