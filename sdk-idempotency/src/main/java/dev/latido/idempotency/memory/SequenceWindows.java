package dev.latido.idempotency.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The windows of all producers, in an open-addressed table that is read without a lock. Thread-safe. */
final class SequenceWindows {

    private static final int SMALLEST = 16;

    private final ExactIds exact;
    private final Fences fences;
    private final int most;
    private volatile AtomicReferenceArray<@Nullable SequenceWindow> table = new AtomicReferenceArray<>(SMALLEST);

    @GuardedBy("this")
    private int count;

    @GuardedBy("this")
    private int swept;

    /**
     * Creates a table without windows.
     *
     * @param most the maximum number of windows; beyond it, those that have been idle longest are moved to the exact ids
     */
    SequenceWindows(ExactIds exact, Fences fences, int most) {
        this.exact = exact;
        this.fences = fences;
        this.most = most;
    }

    /** Returns the hash of an id without its number. */
    long hash(String group, String id, int prefixLength) {
        return exact.hasher().ofPrefix(group, id, prefixLength);
    }

    /** Returns a producer's window; null if it has none. The window may retire before the caller locks it. */
    @Nullable
    SequenceWindow find(long hash, String group, String id, int prefixLength) {
        AtomicReferenceArray<@Nullable SequenceWindow> windows = table;
        int mask = windows.length() - 1;
        for (int slot = (int) hash & mask; ; slot = slot + 1 & mask) {
            SequenceWindow window = windows.get(slot);
            if (window == null || (window.hash == hash && window.isFor(group, id, prefixLength))) {
                return window;
            }
        }
    }

    /** Returns a producer's window, which is created if there is none. It may retire before the caller locks it. */
    synchronized SequenceWindow open(long hash, String group, String id, NumberedId number, int tick) {
        SequenceWindow known = find(hash, group, id, number.prefix());
        if (known != null) {
            return known;
        }
        if (count >= most) {
            retireIdle(tick);
        }
        if ((count + 1) * 3 > table.length() * 2) {
            rebuild(all(), table.length() * 2);
        }
        SequenceWindow window = new SequenceWindow(
                group, id.substring(0, number.prefix()), hash, number.sequence(), exact, fences, tick);
        enter(table, window);
        count++;
        return window;
    }

    private static void enter(AtomicReferenceArray<@Nullable SequenceWindow> windows, SequenceWindow window) {
        int mask = windows.length() - 1;
        int slot = (int) window.hash & mask;
        while (windows.get(slot) != null) {
            slot = slot + 1 & mask;
        }
        windows.set(slot, window);
    }

    /** Returns all windows. */
    synchronized List<SequenceWindow> all() {
        List<SequenceWindow> windows = new ArrayList<>(count);
        for (int i = 0; i < table.length(); i++) {
            SequenceWindow window = table.get(i);
            if (window != null) {
                windows.add(window);
            }
        }
        return windows;
    }

    @GuardedBy("this")
    private void rebuild(List<SequenceWindow> windows, int size) {
        AtomicReferenceArray<@Nullable SequenceWindow> rebuilt = new AtomicReferenceArray<>(size);
        windows.forEach(window -> enter(rebuilt, window));
        count = windows.size();
        table = rebuilt;
    }

    /** Retires the half of the windows that has been idle longest. */
    @GuardedBy("this")
    private void retireIdle(int tick) {
        record Idle(SequenceWindow window, int ticks) {}
        List<Idle> byIdleness = all().stream()
                .map(window -> new Idle(window, tick - lastEnd(window)))
                .sorted(Comparator.comparingInt(Idle::ticks).reversed())
                .toList();
        int surplus = Math.max(1, byIdleness.size() / 2);
        List<SequenceWindow> kept = new ArrayList<>();
        for (Idle idle : byIdleness) {
            if (surplus > 0 && retire(idle.window(), tick)) {
                surplus--;
            } else {
                kept.add(idle.window());
            }
        }
        rebuild(kept, table.length());
    }

    private static int lastEnd(SequenceWindow window) {
        synchronized (window) {
            return window.lastEnd();
        }
    }

    private static boolean retire(SequenceWindow window, int tick) {
        synchronized (window) {
            return window.retire(tick);
        }
    }

    /** Looks at a number of windows and drops those in which no message has ended for the retention. */
    synchronized int expire(int tick, int limit) {
        List<SequenceWindow> windows = all();
        List<SequenceWindow> kept = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            SequenceWindow window = windows.get((swept + i) % windows.size());
            if (i >= limit || !EndedIds.isOver(lastEnd(window), tick) || !retire(window, tick)) {
                kept.add(window);
            }
        }
        int dropped = windows.size() - kept.size();
        if (dropped > 0) {
            rebuild(kept, table.length());
        }
        swept = kept.isEmpty() ? 0 : (int) ((swept + (long) limit) % kept.size());
        return dropped;
    }
}
