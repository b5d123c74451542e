package dev.latido.core.internal;

import java.time.Duration;
import java.util.Objects;

/** Checks durations that are given to builders. */
public final class Durations {

    /** The longest duration that fits into a 64-bit count of nanoseconds. */
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    /**
     * Returns the value if it is above zero and can be counted in nanoseconds.
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
     * Returns the value if it can be counted in nanoseconds.
     *
     * @throws IllegalArgumentException if it is longer than that
     */
    public static Duration countable(String name, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be at most 292 years, was " + value);
        }
        return value;
    }

    /**
     * Returns the value if it is a whole number of seconds from 1 to the given maximum.
     *
     * @throws IllegalArgumentException if it is not
     */
    public static Duration wholeSeconds(String name, Duration value, long most) {
        Objects.requireNonNull(value, name + " must not be null");
        if (value.getNano() != 0 || value.getSeconds() < 1 || value.getSeconds() > most) {
            throw new IllegalArgumentException(name + " must be whole seconds from 1 to " + most + ", was " + value);
        }
        return value;
    }

    /** Returns a waiting time in nanoseconds: 0 if it is negative, the longest possible if it is longer. */
    public static long nanosToWait(Duration value) {
        if (value.isNegative()) {
            return 0;
        }
        return value.compareTo(LONGEST) > 0 ? Long.MAX_VALUE : value.toNanos();
    }

    /** Returns a duration as a person says it, such as "350 ms", "12 s" or "3 h 5 min". */
    public static String inWords(Duration value) {
        if (value.compareTo(Duration.ofSeconds(2)) < 0) {
            return value.toMillis() + " ms";
        }
        if (value.compareTo(Duration.ofMinutes(2)) < 0) {
            return value.toSeconds() + " s";
        }
        return value.toHours() == 0
                ? value.toMinutes() + " min"
                : value.toHours() + " h " + value.toMinutesPart() + " min";
    }
}
