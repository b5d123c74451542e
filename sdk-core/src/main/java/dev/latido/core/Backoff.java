package dev.latido.core;

import dev.latido.core.internal.Durations;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Delays before the next attempt: exponential with full jitter, so that a fleet that lost its broker at one moment does
 * not return at one moment.
 *
 * <p>The delay before attempt <i>n</i> (counted from 0) is drawn uniformly from zero to {@code min(cap, initial × 2ⁿ)}.
 * The count restarts only after a session that lasted {@link #resetAfter()}, so that a broker that accepts and drops is
 * not hammered.
 *
 * <p>Immutable and thread-safe.
 */
public final class Backoff {

    /** Default upper bound of the first delay: 1 s. */
    public static final Duration DEFAULT_INITIAL = Duration.ofSeconds(1);

    /** Default upper bound of every delay: 60 s. */
    public static final Duration DEFAULT_CAP = Duration.ofSeconds(60);

    /** Default of {@link #resetAfter(Duration)}: 30 s. */
    public static final Duration DEFAULT_RESET_AFTER = Duration.ofSeconds(30);

    private static final Backoff DEFAULTS = new Backoff(DEFAULT_INITIAL, DEFAULT_CAP, DEFAULT_RESET_AFTER);

    private final Duration initial;
    private final Duration cap;
    private final Duration resetAfter;

    private Backoff(Duration initial, Duration cap, Duration resetAfter) {
        this.initial = initial;
        this.cap = cap;
        this.resetAfter = resetAfter;
    }

    /**
     * Returns the defaults: 1 s to 60 s, reset after 30 s.
     *
     * @return the default backoff
     */
    public static Backoff defaults() {
        return DEFAULTS;
    }

    /**
     * Creates a backoff between two bounds, reset after {@link #DEFAULT_RESET_AFTER}.
     *
     * @param initial upper bound of the first delay, above zero
     * @param cap upper bound of every delay, not below {@code initial}
     * @return the backoff
     * @throws IllegalArgumentException if {@code initial} is not positive, or {@code cap} is below it or over 292 years
     */
    public static Backoff between(Duration initial, Duration cap) {
        Objects.requireNonNull(initial, "initial must not be null");
        Objects.requireNonNull(cap, "cap must not be null");
        if (initial.isNegative() || initial.isZero()) {
            throw new IllegalArgumentException("initial must be above zero, was " + initial);
        }
        if (cap.compareTo(initial) < 0) {
            throw new IllegalArgumentException("cap must not be below initial " + initial + ", was " + cap);
        }
        Durations.countable("cap", cap);
        return new Backoff(initial, cap, DEFAULT_RESET_AFTER);
    }

    /**
     * Returns the same bounds with another reset time.
     *
     * @param resetAfter the time that a session must last before the count restarts, not negative
     * @return the new backoff
     * @throws IllegalArgumentException if {@code resetAfter} is negative or over 292 years
     */
    public Backoff resetAfter(Duration resetAfter) {
        Objects.requireNonNull(resetAfter, "resetAfter must not be null");
        if (resetAfter.isNegative()) {
            throw new IllegalArgumentException("resetAfter must not be negative, was " + resetAfter);
        }
        return new Backoff(initial, cap, Durations.countable("resetAfter", resetAfter));
    }

    /**
     * Returns the upper bound of the first delay.
     *
     * @return the initial bound, default 1 s
     */
    public Duration initial() {
        return initial;
    }

    /**
     * Returns the upper bound of every delay.
     *
     * @return the cap, default 60 s
     */
    public Duration cap() {
        return cap;
    }

    /**
     * Returns the time that a session must last before the count restarts.
     *
     * @return the reset time, default 30 s
     */
    public Duration resetAfter() {
        return resetAfter;
    }

    /**
     * Draws the delay before an attempt.
     *
     * @param attempt the number of attempts that have failed before this one
     * @param random the source of the jitter
     * @return a delay between zero and {@code min(cap, initial × 2^attempt)}
     */
    public Duration delay(int attempt, RandomGenerator random) {
        Objects.requireNonNull(random, "random must not be null");
        if (attempt < 0) {
            throw new IllegalArgumentException("attempt must not be negative, was " + attempt);
        }
        double bound = Math.min((double) cap.toNanos(), (double) initial.toNanos() * Math.pow(2, attempt));
        return Duration.ofNanos((long) (random.nextDouble() * bound));
    }

    @Override
    public String toString() {
        return "Backoff[" + initial + " to " + cap + ", reset after " + resetAfter + "]";
    }
}
