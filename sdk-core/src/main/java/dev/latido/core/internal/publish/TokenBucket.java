package dev.latido.core.internal.publish;

/**
 * A rate without sleeping: says how long to wait, and lets debts be made, so that a message larger than the allowance
 * passes too. Not thread-safe.
 */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private double tokens;
    private long filledAt;

    /** Full at first: one second's allowance. */
    TokenBucket(double perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = now;
    }

    /** How many nanoseconds until something may be taken, 0 for now. */
    long nanosToWait(long now) {
        fill(now);
        return tokens >= Math.min(1, perSecond)
                ? 0
                : (long) Math.ceil((Math.min(1, perSecond) - tokens) / perSecond * NANOS_PER_SECOND);
    }

    void take(double amount, long now) {
        fill(now);
        tokens -= amount;
    }

    private void fill(long now) {
        tokens = Math.min(perSecond, tokens + (double) (now - filledAt) / NANOS_PER_SECOND * perSecond);
        filledAt = now;
    }
}
