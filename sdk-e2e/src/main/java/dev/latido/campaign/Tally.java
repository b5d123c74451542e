package dev.latido.campaign;

import dev.latido.testkit.proxy.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What was done to a cell. Thread-safe. */
final class Tally {

    /** What happened, and to whom if to one process. */
    record Struck(Instant at, Fault fault, @Nullable String worker) {}

    private record Ruled(Fault fault, Rule rule) {}

    private final List<Struck> struck = new CopyOnWriteArrayList<>();
    private final List<Ruled> rules = new CopyOnWriteArrayList<>();

    /** A fault strikes now. */
    void mark(Fault fault, @Nullable String worker) {
        struck.add(new Struck(Instant.now(), fault, worker));
    }

    /** A rule is in force; how often it acts is what counts. */
    void add(Fault fault, Rule rule) {
        rules.add(new Ruled(fault, rule));
    }

    void removeRules() {
        rules.forEach(ruled -> ruled.rule().remove());
    }

    /** Everything that happened at a moment, in order. */
    List<Struck> struck() {
        return List.copyOf(struck);
    }

    /** How often each fault happened: those with rules by the packets that they befell. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (Ruled ruled : rules) {
            counts.merge(ruled.fault().word(), ruled.rule().hits(), Long::sum);
        }
        for (Struck one : struck) {
            if (rules.stream().noneMatch(ruled -> ruled.fault() == one.fault())) {
                counts.merge(one.fault().word(), 1L, Long::sum);
            }
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }
}
