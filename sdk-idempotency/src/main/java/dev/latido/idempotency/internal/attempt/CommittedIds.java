package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.memory.RecentIds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the messages that this subscriber has committed and whose commit the store has answered. The store knows
 * them too, so a message that is forgotten here is only looked up there. Messages are forgotten here before the store
 * may forget them. Thread-safe.
 */
public final class CommittedIds {

    private static final int MOST = 100_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Null if it is unknown how long the store keeps marks. */
    private final @Nullable RecentIds ids;

    /**
     * Creates the memory for a store.
     *
     * @param retention the time for which the store keeps marks; zero if it is unknown, so that nothing is remembered
     */
    public CommittedIds(Duration retention) {
        Duration time = retention.dividedBy(2);
        Duration kept = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        this.ids = kept.isNegative() || kept.isZero() ? null : new RecentIds(kept, MOST, System::nanoTime);
    }

    /** Adds a message whose mark is committed. */
    public void add(MessageKey key) {
        if (ids != null) {
            ids.add(key);
        }
    }

    /** Returns the answer that the store would give; null if the store must be asked. */
    public @Nullable Mark mark(MessageKey key) {
        Claim found = ids == null ? null : ids.find(key);
        if (found == null) {
            return null;
        }
        return found instanceof Claim.Conflict ? Mark.CONFLICT : Mark.DUPLICATE;
    }
}
