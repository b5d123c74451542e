package dev.latido.idempotency.internal;

import dev.latido.idempotency.SubscriberStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages by what happened to them. Thread-safe. */
public final class Counters {

    public final LongAdder delivered = new LongAdder();
    public final LongAdder handled = new LongAdder();
    public final LongAdder duplicates = new LongAdder();
    public final LongAdder stale = new LongAdder();
    public final LongAdder deadLettered = new LongAdder();
    public final LongAdder conflicts = new LongAdder();
    public final LongAdder superseded = new LongAdder();
    public final LongAdder failures = new LongAdder();
    public final LongAdder suspensions = new LongAdder();

    /** Returns the sums. Outcomes are read before arrivals, so that no message counts as ended before it arrived. */
    public SubscriberStatistics snapshot() {
        long handledNow = handled.sum();
        long duplicatesNow = duplicates.sum();
        long staleNow = stale.sum();
        long conflictsNow = conflicts.sum();
        long deadNow = deadLettered.sum();
        long supersededNow = superseded.sum();
        long failuresNow = failures.sum();
        long deliveredNow = delivered.sum();
        long waiting = deliveredNow - handledNow - duplicatesNow - staleNow - deadNow - supersededNow;
        return new SubscriberStatistics(
                deliveredNow,
                handledNow,
                duplicatesNow,
                staleNow,
                deadNow,
                conflictsNow,
                supersededNow,
                failuresNow,
                suspensions.sum(),
                waiting);
    }
}
