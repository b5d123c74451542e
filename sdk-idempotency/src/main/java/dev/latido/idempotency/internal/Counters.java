package dev.latido.idempotency.internal;

import dev.latido.idempotency.SubscriberStatistics;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of messages. */
final class Counters {

    final LongAdder delivered = new LongAdder();
    final LongAdder handled = new LongAdder();
    final LongAdder duplicates = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder deadLettered = new LongAdder();
    final LongAdder conflicts = new LongAdder();
    final LongAdder superseded = new LongAdder();
    final LongAdder failures = new LongAdder();

    /** The sums. Outcomes are read before arrivals, so that no message counts as ended before it arrived. */
    SubscriberStatistics snapshot() {
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
                waiting);
    }
}
