package dev.latido.idempotency.internal;

import java.time.Duration;
import java.util.Objects;

/** Checks the values of options. */
public final class Bounds {

    /** The longest duration that a 64-bit count of nanoseconds holds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Bounds() {}

    /**
     * Returns a number that is at least 1.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public static int atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
        return value;
    }

    /**
     * Returns a duration that is above zero and can be counted in nanoseconds.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Duration positive(String name, Duration value) {
        Objects.requireNonNull(value, name + " must not be null");
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero, was " + value);
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be at most 292 years, was " + value);
        }
        return value;
    }
}
