package dev.latido.idempotency.internal.memory;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The windows that the last fences are for: a commit finds its window without looking for its producer. Thread-safe. */
final class RecentGrants {

    private static final int FENCES = 1_024;

    private final AtomicReferenceArray<@Nullable Window> windows = new AtomicReferenceArray<>(FENCES);

    /** Notes a grant. */
    void add(long fence, Window window) {
        windows.setRelease((int) fence & FENCES - 1, window);
    }

    /** The window of that fence, or of another one in its place: to be checked. */
    @Nullable
    Window of(long fence) {
        return windows.getAcquire((int) fence & FENCES - 1);
    }
}
