package dev.latido.idempotency.memory;

import dev.latido.idempotency.MessageKey;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The windows of the producers that sent last, found by a few characters of an id instead of all. If two producers
 * share these characters, the one that sent last is here. Thread-safe.
 */
final class RecentSequenceWindows {

    /** The number of slots, a power of two. */
    static final int SLOTS = 4_096;

    /** The distance from the end of {@code clientId:epoch:} to the end of the client id, for an epoch of 16 digits. */
    private static final int BEFORE_EPOCH = 19;

    private static final int TELLING = 4;
    private static final int SPREAD = 0x9E3779B9;
    private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS);

    private final AtomicReferenceArray<@Nullable SequenceWindow> windows = new AtomicReferenceArray<>(SLOTS);

    /** Returns the slot in which the window of an id is, if it is here. */
    static int slot(String id, int prefixLength) {
        int hash = prefixLength < BEFORE_EPOCH + TELLING
                ? id.substring(0, prefixLength).hashCode()
                : four(id, prefixLength - 1 - TELLING) * 31 + four(id, prefixLength - BEFORE_EPOCH - TELLING + 1);
        return (hash * SPREAD) >>> SHIFT;
    }

    /** Combines four characters by products that the processor can compute at the same time. */
    private static int four(String id, int at) {
        return id.charAt(at) * 29_791 + id.charAt(at + 1) * 961 + (id.charAt(at + 2) * 31 + id.charAt(at + 3));
    }

    /** Returns a producer's window; null if it is not here. The window may retire before the caller locks it. */
    @Nullable
    SequenceWindow find(int slot, MessageKey key, int prefixLength) {
        SequenceWindow window = windows.getAcquire(slot);
        return window != null && window.isFor(key.group(), key.id(), prefixLength) ? window : null;
    }

    /** Returns the window of a claim if it is that of the key's producer; otherwise null. */
    @Nullable
    SequenceWindow of(long fence, MessageKey key) {
        SequenceWindow window = windows.getAcquire(Fences.slot(fence));
        return window != null && window.isPrefixOf(key.group(), key.id()) ? window : null;
    }

    /** Keeps a window. The caller has locked it and it is in use, so that it cannot replace its own successor. */
    void keep(SequenceWindow window) {
        if (window != windows.getAcquire(window.slot)) {
            windows.setRelease(window.slot, window);
        }
    }
}
