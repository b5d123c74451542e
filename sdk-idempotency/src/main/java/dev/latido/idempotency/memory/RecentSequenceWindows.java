package dev.latido.idempotency.memory;

import dev.latido.idempotency.MessageKey;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The windows of the producers that sent last, found by a few letters of an id instead of all: where two producers have
 * the same few, the last one is here. Thread-safe.
 */
final class RecentSequenceWindows {

    /** How many; a power of two. */
    static final int SLOTS = 4_096;

    /** From the end of {@code clientId:epoch:}, with an epoch of 16 digits: where the client id ends. */
    private static final int BEFORE_EPOCH = 19;

    private static final int TELLING = 4;
    private static final int SPREAD = 0x9E3779B9;
    private static final int SHIFT = Integer.SIZE - Integer.numberOfTrailingZeros(SLOTS);

    private final AtomicReferenceArray<@Nullable SequenceWindow> windows = new AtomicReferenceArray<>(SLOTS);

    /** Where the window of an id is, if it is here. */
    static int slot(String id, int prefixLength) {
        int hash = prefixLength < BEFORE_EPOCH + TELLING
                ? id.substring(0, prefixLength).hashCode()
                : four(id, prefixLength - 1 - TELLING) * 31 + four(id, prefixLength - BEFORE_EPOCH - TELLING + 1);
        return (hash * SPREAD) >>> SHIFT;
    }

    /** Products that need not wait for each other. */
    private static int four(String id, int at) {
        return id.charAt(at) * 29_791 + id.charAt(at + 1) * 961 + (id.charAt(at + 2) * 31 + id.charAt(at + 3));
    }

    /** A producer's window; null if it is not here. It may retire before it is locked. */
    @Nullable
    SequenceWindow find(int slot, MessageKey key, int prefixLength) {
        SequenceWindow window = windows.getAcquire(slot);
        return window != null && window.isFor(key.group(), key.id(), prefixLength) ? window : null;
    }

    /** The window of a claim, if it is that of the key's producer; null if not. */
    @Nullable
    SequenceWindow of(long fence, MessageKey key) {
        SequenceWindow window = windows.getAcquire(Fences.slot(fence));
        return window != null && window.isPrefixOf(key.group(), key.id()) ? window : null;
    }

    /** Keeps a window; called with it locked and in use, so that none is kept after the one that has followed it. */
    void keep(SequenceWindow window) {
        if (window != windows.getAcquire(window.slot)) {
            windows.setRelease(window.slot, window);
        }
    }
}
