package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids of the messages that have ended last, 40 bytes each: no longer than a time, and no more than a number. They are
 * in no windows, which keep a slow producer's ids for longer. Thread-safe.
 */
public final class RecentIds {

    private final ExactIds ids;
    private final Ticks ticks;

    /**
     * No ids yet.
     *
     * @param time how long an id is kept, above zero
     * @param capacity how many of the last ids are kept at least; from 65,536 on, less than a tenth more
     * @param clock in nanoseconds, from any start
     */
    public RecentIds(Duration time, int capacity, LongSupplier clock) {
        this.ids = new ExactIds(capacity, new Fences());
        this.ticks = new Ticks(time, clock);
    }

    /** Adds a message that was handled. */
    public void add(MessageKey key) {
        ids.put(ids.hash(key), EndedState.ended(EndedState.fingerprint(key), false), ticks.now());
    }

    /** Returns {@link Claim.Done} or {@link Claim.Conflict}; null if the message is not among them. */
    public @Nullable Claim find(MessageKey key) {
        long value = ids.value(ids.hash(key), ticks.now());
        return value == 0 ? null : EndedState.answer(value, EndedState.fingerprint(key));
    }
}
