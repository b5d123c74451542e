package dev.latido.idempotency.memory;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers that grow with each claim. Their low bits name the slot in which a commit finds the claim's window.
 * 2<sup>51</sup> claims last about 70 years at a million per second. Thread-safe.
 */
final class Fences {

    private static final int SLOT_BITS = Integer.numberOfTrailingZeros(RecentSequenceWindows.SLOTS);

    /**
     * Keeps the counter in a cache line of its own, so that a claim does not invalidate its neighbours for other
     * processors.
     */
    private static final int ALONE = 16;

    private final AtomicLongArray counter = new AtomicLongArray(2 * ALONE);

    /** Returns a fence that is larger than all before. */
    long next(int slot) {
        return counter.incrementAndGet(ALONE) << SLOT_BITS | slot;
    }

    /** Returns the slot of the claim's window among the recent ones. */
    static int slot(long fence) {
        return (int) fence & RecentSequenceWindows.SLOTS - 1;
    }

    /** Returns the number of the claim, counted over the whole store. */
    static long number(long fence) {
        return fence >> SLOT_BITS;
    }
}
