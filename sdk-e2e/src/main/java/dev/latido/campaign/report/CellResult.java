package dev.latido.campaign.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The result of one cell.
 *
 * @param name such as {@code hivemq/postgres/group3}
 * @param broker the broker's name
 * @param store the seen-store's name, or the replacement that a control uses
 * @param consumers members of the subscription: 1 or those of the shared group
 * @param seed the seed of its faults
 * @param kind Latido or a control
 * @param transactional whether mark and effect are one transaction
 * @param admits the losses and repetitions that this configuration admits, stated before the run; empty for none
 * @param lasted the time from the first message to the verdict
 * @param messages attempted by the producers
 * @param stored confirmed stored to the producers
 * @param delivered deliveries seen by the subscribers
 * @param lost stored, without an effect
 * @param unexpected effects of messages never attempted
 * @param extra effects beyond the first of a message
 * @param recovered attempted, never confirmed stored, and took effect
 * @param heldBack arrived only after the subscribers had reconnected, though none owed the broker an acknowledgement
 * @param suppressed deliveries that had no effect because an earlier one had
 * @param longestRecovery the longest time from a fault to the next effect
 * @param peakHeapBytes the largest heap of any child JVM
 * @param peakInFlight the most messages in flight at once
 * @param faults the number of injected faults, by kind
 * @param timeline about one sample per second
 * @param marks the time of each injected fault
 * @param violations the broken invariants; for a control, the losses that it failed to show; empty when green
 * @param plan the file that runs the cell again
 */
public record CellResult(
        String name,
        String broker,
        String store,
        int consumers,
        long seed,
        Kind kind,
        boolean transactional,
        String admits,
        Duration lasted,
        long messages,
        long stored,
        long delivered,
        long lost,
        long unexpected,
        long extra,
        long recovered,
        long heldBack,
        long suppressed,
        Duration longestRecovery,
        long peakHeapBytes,
        long peakInFlight,
        Map<String, Long> faults,
        List<Sample> timeline,
        List<FaultMark> marks,
        List<String> violations,
        String plan) {

    public CellResult {
        faults = Ordered.copyOf(faults);
        timeline = List.copyOf(timeline);
        marks = List.copyOf(marks);
        violations = List.copyOf(violations);
    }

    /** Returns whether its invariants held or, for a control, whether it showed its losses. */
    public boolean green() {
        return violations.isEmpty();
    }
}
