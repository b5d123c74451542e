package dev.latido.idempotency.memory;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/** The last fences that were committed, and for which ids, so that a repeated commit is recognised. Thread-safe. */
final class RecentCommits {

    private static final int CLAIMS = 4_096;
    private static final int FIELDS = 4;

    /** The distance between the places of two consecutive claims, which are often made by different threads. */
    private static final int APART = 64;

    private final AtomicLongArray table = new AtomicLongArray(CLAIMS * FIELDS);

    /** Remembers a commit. */
    void add(long fence, long token, int tick) {
        int at = place(fence);
        table.setOpaque(at, 0);
        VarHandle.storeStoreFence();
        table.setPlain(at + 1, token);
        table.setPlain(at + 2, tick);
        table.setRelease(at, fence);
    }

    /**
     * Returns whether a commit is among the last ones and its retention is not over; after that the message may have been
     * forgotten and handled again.
     */
    boolean contains(long fence, long token, int tick) {
        int at = place(fence);
        return fence > 0
                && table.get(at) == fence
                && table.get(at + 1) == token
                && !EndedIds.isOver((int) table.get(at + 2), tick)
                && table.get(at) == fence;
    }

    private static int place(long fence) {
        int claim = (int) Fences.number(fence) & CLAIMS - 1;
        return (claim % APART * (CLAIMS / APART) + claim / APART) * FIELDS;
    }
}
