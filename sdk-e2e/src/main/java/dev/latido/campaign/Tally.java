package dev.latido.campaign;

import dev.latido.testkit.proxy.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The faults that were injected into a cell. Thread-safe. */
final class Tally {

    /** A fault that was injected, and the process if it affected only one. */
    record Struck(Instant at, Fault fault, @Nullable String worker) {}

    private record Ruled(Fault fault, Rule rule) {}

    private final List<Struck> struck = new CopyOnWriteArrayList<>();
    private final List<Ruled> rules = new CopyOnWriteArrayList<>();

    /** Records that a fault is injected now. */
    void mark(Fault fault, @Nullable String worker) {
        struck.add(new Struck(Instant.now(), fault, worker));
    }

    /** Records a rule. The number of packets that it affects is counted. */
    void add(Fault fault, Rule rule) {
        rules.add(new Ruled(fault, rule));
    }

    void removeRules() {
        rules.forEach(ruled -> ruled.rule().remove());
    }

    /** Returns the faults that were injected at a known moment, in order. */
    List<Struck> struck() {
        return List.copyOf(struck);
    }

    /** Returns how often each fault occurred; for faults with rules, the number of packets that they affected. */
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
