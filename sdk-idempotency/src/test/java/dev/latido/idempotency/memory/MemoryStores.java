package dev.latido.idempotency.memory;

import dev.latido.testkit.time.TestClock;
import java.time.Duration;

/** Stores in memory that live by a test's clock. */
public final class MemoryStores {

    private MemoryStores() {}

    /** A store that holds more than a test puts in. */
    public static MemorySeenStore on(TestClock clock, Duration retention) {
        return on(clock, retention, MemorySeenStore.DEFAULT_CAPACITY);
    }

    /** A store of a given size. */
    public static MemorySeenStore on(TestClock clock, Duration retention, int capacity) {
        return MemorySeenStore.retaining(retention, capacity, clock::nanoTime);
    }
}
