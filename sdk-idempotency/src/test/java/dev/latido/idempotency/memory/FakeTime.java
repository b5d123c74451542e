package dev.latido.idempotency.memory;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that stands until it is told to go on. */
public final class FakeTime implements LongSupplier {

    /** Just before a counter of nanoseconds turns negative, as it may at any time. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    @Override
    public long getAsLong() {
        return now.get();
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /** A store in memory that lives by this clock. */
    public MemorySeenStore store(Duration retention, int capacity) {
        return MemorySeenStore.retaining(retention, capacity, this);
    }
}
