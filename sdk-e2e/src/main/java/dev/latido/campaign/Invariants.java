package dev.latido.campaign;

import dev.latido.campaign.Cell.Repeats;
import dev.latido.campaign.Referee.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The conditions that must hold in a cell, and the losses that a control must show. */
final class Invariants {

    /** Number of handlers of a subscriber that run at the same time. */
    static final int CONCURRENCY = 4;

    /** Maximum number of messages of a publisher that are in flight. */
    static final int IN_FLIGHT = 64;

    private Invariants() {}

    /** Returns the invariants that are broken. */
    static List<String> violations(Cell cell, Drain.Rest rest, Map<String, Long> faults, long mostInFlight) {
        Findings findings = rest.findings();
        List<String> violations = new ArrayList<>();
        if (findings.stored() == 0) {
            violations.add("nothing was stored");
        }
        if (findings.unexpected() > 0) {
            violations.add("unexpected " + findings.unexpected() + ": " + named(findings, "unexpected"));
        }
        if (cell.seen().isControl()) {
            violations.addAll(blind(cell, findings));
            return violations;
        }
        if (findings.lost() > 0 && !cell.mayLose()) {
            violations.add("lost " + findings.lost() + ": " + named(findings, "lost"));
        }
        if (rest.heldBack() > 0 && !cell.mayLose()) {
            violations.add("held back " + rest.heldBack() + " until the subscribers had reconnected");
        }
        long bound = mostRepeated(cell, faults);
        if (findings.extra() > bound) {
            violations.add(
                    "extra effects " + findings.extra() + ", " + bound + " admitted: " + named(findings, "extra"));
        }
        if (mostInFlight > IN_FLIGHT) {
            violations.add(mostInFlight + " messages in flight, " + IN_FLIGHT + " configured");
        }
        return violations;
    }

    /** Returns how many messages the subscribers were handling when they were killed or paused, or a store was killed. */
    static long mostRepeated(Cell cell, Map<String, Long> faults) {
        if (cell.repeats() == Repeats.ANY) {
            return Long.MAX_VALUE;
        }
        if (cell.repeats() == Repeats.NONE) {
            return 0;
        }
        long one = faults.getOrDefault(Fault.PAUSE.word(), 0L);
        for (Fault death : Fault.DEATHS) {
            one += faults.getOrDefault(death.word(), 0L);
        }
        long all = faults.getOrDefault(Fault.DATABASE_RESTART.word(), 0L)
                + faults.getOrDefault(Fault.REDIS_RESTART.word(), 0L);
        return CONCURRENCY * (one + all * cell.consumers());
    }

    /** A control that shows no losses means that the harness cannot see any. */
    private static List<String> blind(Cell cell, Findings findings) {
        List<String> blind = new ArrayList<>();
        if (findings.lost() == 0) {
            blind.add("the control lost nothing");
        }
        if (cell.seen() == Seen.NONE && findings.extra() == 0) {
            blind.add("the control repeated nothing");
        }
        return blind;
    }

    private static String named(Findings findings, String what) {
        return findings.named().getOrDefault(what, List.of()) + " first";
    }
}
