package dev.latido.core.internal.publish;

/**
 * Confined to a round: not thread-safe. Limits a rate without blocking: returns the time to wait. The number of tokens
 * may become negative, so that a message larger than the allowance of one second can be sent too.
 */
final class TokenBucket {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private double tokens;
    private long filledAt;

    /** A full bucket: the allowance of one second. */
    TokenBucket(double perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filledAt = now;
    }

    /** Returns the nanoseconds until tokens may be taken, 0 for now. */
    long nanosToWait(long now) {
        fill(now);
        return tokens >= Math.min(1, perSecond)
                ? 0
                : (long) Math.ceil((Math.min(1, perSecond) - tokens) / perSecond * NANOS_PER_SECOND);
    }

    /** Takes tokens, even if there are fewer than the amount. */
    void take(double amount, long now) {
        fill(now);
        tokens -= amount;
    }

    private void fill(long now) {
        tokens = Math.min(perSecond, tokens + (double) (now - filledAt) / NANOS_PER_SECOND * perSecond);
        filledAt = now;
    }
}
