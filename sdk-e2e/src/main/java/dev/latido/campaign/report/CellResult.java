package dev.latido.campaign.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What one cell showed.
 *
 * @param name such as {@code hivemq/postgres/group3}
 * @param broker the broker's name
 * @param store the seen-store's name, or what a control uses instead
 * @param consumers members of the subscription: 1 or those of the shared group
 * @param seed what its faults were drawn from
 * @param kind Latido or a control
 * @param transactional whether mark and effect are one transaction
 * @param admits what this configuration may lose or repeat, stated before the run; empty for nothing
 * @param lasted from the first message until it was judged
 * @param messages attempted by the producers
 * @param stored confirmed stored to the producers
 * @param delivered deliveries seen by the subscribers
 * @param lost stored, without an effect
 * @param unexpected effects of messages never attempted
 * @param extra effects beyond the first of a message
 * @param recovered attempted, never confirmed stored, and took effect
 * @param heldBack came only after the subscribers had connected again, though none owed the broker anything
 * @param suppressed deliveries that had no effect because an earlier one had
 * @param longestRecovery the longest time from a fault to the next effect
 * @param peakHeapBytes the largest heap of any child JVM
 * @param peakInFlight the most messages in flight at once
 * @param faults how many were injected, by kind
 * @param timeline about one sample a second
 * @param marks when each fault was injected
 * @param violations the invariants that broke; for a control, what it failed to show; empty when green
 * @param plan the file that replays it
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

    /** Whether its invariants held or, for a control, whether it showed what it must. */
    public boolean green() {
        return violations.isEmpty();
    }
}
