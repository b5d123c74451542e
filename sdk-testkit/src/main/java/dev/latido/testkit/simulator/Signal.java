package dev.latido.testkit.simulator;

/**
 * How a measure behaves: a walk that is drawn back to the middle of its range, never leaves it, and is rounded as a
 * sensor rounds. Immutable and thread-safe.
 *
 * @param low the least value
 * @param high the greatest value, above {@code low}
 * @param decimals digits behind the point, 0 to 9
 */
public record Signal(double low, double high, int decimals) {

    /** Digits behind the point unless set: {@value}. */
    public static final int DEFAULT_DECIMALS = 1;

    /** What a measure does that was given by name only: 0 to 100, with one digit behind the point. */
    public static final Signal DEFAULT = between(0, 100);

    private static final int MOST_DECIMALS = 9;

    /** Checks the range. */
    public Signal {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low >= high) {
            throw new IllegalArgumentException("low must be below high, but were " + low + " and " + high);
        }
        if (decimals < 0 || decimals > MOST_DECIMALS) {
            throw new IllegalArgumentException("decimals must be 0 to " + MOST_DECIMALS + ", was " + decimals);
        }
    }

    /**
     * A signal in a range, with {@value #DEFAULT_DECIMALS} digit behind the point.
     *
     * @param low the least value
     * @param high the greatest value
     * @return the signal
     * @throws IllegalArgumentException if {@code low} is not below {@code high}
     */
    public static Signal between(double low, double high) {
        return new Signal(low, high, DEFAULT_DECIMALS);
    }

    /**
     * The same signal, rounded otherwise.
     *
     * @param decimals digits behind the point, 0 to 9
     * @return the new signal
     * @throws IllegalArgumentException if out of range
     */
    public Signal decimals(int decimals) {
        return new Signal(low, high, decimals);
    }
}
