package dev.latido.idempotency.memory;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers that grow with each claim; the low bits say where a commit finds the claim's window. 2<sup>51</sup> claims are
 * some 70 years of a million a second. Thread-safe.
 */
final class Fences {

    private static final int SLOT_BITS = Integer.numberOfTrailingZeros(RecentSequenceWindows.SLOTS);

    /** The counter stands alone, so that what lies beside it is not lost to other processors with each claim. */
    private static final int ALONE = 16;

    private final AtomicLongArray counter = new AtomicLongArray(2 * ALONE);

    /** A fence larger than all before. */
    long next(int slot) {
        return counter.incrementAndGet(ALONE) << SLOT_BITS | slot;
    }

    /** Where the claim's window is among the recent ones. */
    static int slot(long fence) {
        return (int) fence & RecentSequenceWindows.SLOTS - 1;
    }

    /** Which claim of all it was. */
    static long number(long fence) {
        return fence >> SLOT_BITS;
    }
}
