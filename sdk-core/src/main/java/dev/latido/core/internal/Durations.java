package dev.latido.core.internal;

import java.time.Duration;
import java.util.Objects;

/** Checks of durations that builders take. */
public final class Durations {

    /** The longest that a 64-bit count of nanoseconds holds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    /**
     * The value, if it is above zero and the clock can count it.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Duration positive(String name, Duration value) {
        Objects.requireNonNull(value, name + " must not be null");
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be above zero, was " + value);
        }
        return countable(name, value);
    }

    /**
     * The value, if it can be counted in nanoseconds.
     *
     * @throws IllegalArgumentException if it is longer than that
     */
    public static Duration countable(String name, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be at most 292 years, was " + value);
        }
        return value;
    }

    /** A time to wait in nanoseconds: none if it is negative, the longest there is if it is longer. */
    public static long nanosToWait(Duration value) {
        if (value.isNegative()) {
            return 0;
        }
        return value.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : value.toNanos();
    }
}
