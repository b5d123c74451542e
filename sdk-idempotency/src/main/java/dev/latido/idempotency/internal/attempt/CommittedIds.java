package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import dev.latido.idempotency.memory.RecentIds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The messages that this subscriber has committed, and whose commit the store has answered. The store knows them too, so
 * that nothing depends on their being here, and nothing is here that the store may have forgotten. Thread-safe.
 */
public final class CommittedIds {

    private static final int MOST = 100_000;
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Null if the store does not tell how long it keeps marks. */
    private final @Nullable RecentIds ids;

    /** For a store that keeps marks for a time; zero if it does not tell. */
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

    /** Returns the mark that the store would answer with; null if the store has to be asked. */
    public @Nullable Mark mark(MessageKey key) {
        Claim found = ids == null ? null : ids.find(key);
        if (found == null) {
            return null;
        }
        return found instanceof Claim.Conflict ? Mark.CONFLICT : Mark.DUPLICATE;
    }
}
