package dev.latido.idempotency.memory;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/** Which of the last fences were committed and for what, so that the same commit again is recognised. Thread-safe. */
final class RecentCommits {

    private static final int CLAIMS = 4_096;
    private static final int FIELDS = 4;

    /** So many places lie between one claim and the next, which is another thread's as often as not. */
    private static final int APART = 64;

    private final AtomicLongArray table = new AtomicLongArray(CLAIMS * FIELDS);

    /** Notes a commit. */
    void add(long fence, long token, int tick) {
        int at = place(fence);
        table.setOpaque(at, 0);
        VarHandle.storeStoreFence();
        table.setPlain(at + 1, token);
        table.setPlain(at + 2, tick);
        table.setRelease(at, fence);
    }

    /** Whether it is one of the last, was noted and is not over: the message may have been forgotten and handled anew. */
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
