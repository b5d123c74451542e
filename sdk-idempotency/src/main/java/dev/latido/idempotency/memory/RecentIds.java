package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Not API: the subscriber's memory of the messages that ended last, public only for its internal packages. It keeps the
 * ids for a limited time and up to a limited number, at 40 bytes each. It has no windows, because these keep a slow
 * producer's ids for longer. Thread-safe.
 *
 * @hidden
 */
// Error Prone does not know that @hidden is allowed on a class.
@SuppressWarnings("InvalidBlockTag")
public final class RecentIds {

    private final ExactIds ids;
    private final Ticks ticks;

    /**
     * Creates an empty memory.
     *
     * @param time how long an id is kept, above zero
     * @param capacity how many of the last ids are kept at least; from 65,536 on, less than a tenth more
     * @param clock in nanoseconds, from any start
     */
    public RecentIds(Duration time, int capacity, LongSupplier clock) {
        this.ids = new ExactIds(capacity, new Fences());
        this.ticks = new Ticks(time, clock);
    }

    /**
     * Adds a message that was handled.
     *
     * @param key the key of the message
     */
    public void add(MessageKey key) {
        ids.put(ids.hash(key), EndedState.ended(EndedState.fingerprint(key), false), ticks.now());
    }

    /**
     * Returns the answer of a seen-store to a message.
     *
     * @param key the key of the message
     * @return {@link Claim.Done} or {@link Claim.Conflict}; null if the message is not among those kept
     */
    public @Nullable Claim find(MessageKey key) {
        long value = ids.value(ids.hash(key), ticks.now());
        return value == 0 ? null : EndedState.answer(value, EndedState.fingerprint(key));
    }
}
