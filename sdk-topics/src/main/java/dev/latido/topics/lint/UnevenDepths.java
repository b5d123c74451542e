package dev.latido.topics.lint;

import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Quoted;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds roots whose topics have different depths. */
final class UnevenDepths {

    /** The number of topics of one depth, and the first of them. */
    private record Depth(int topics, String first) {

        Depth plus(Depth other) {
            return new Depth(topics + other.topics, first);
        }
    }

    private UnevenDepths() {}

    static void run(List<FleetLine> lines, Findings findings) {
        Map<String, SortedMap<Integer, Depth>> roots = new LinkedHashMap<>();
        for (FleetLine line : lines) {
            if (line.isTopic()) {
                String root = Levels.join(line.levels().subList(0, line.business()));
                roots.computeIfAbsent(root, key -> new TreeMap<>())
                        .merge(line.levels().size(), new Depth(1, line.text()), Depth::plus);
            }
        }
        roots.forEach((root, depths) -> {
            if (depths.size() > 1) {
                report(root, depths, findings);
            }
        });
    }

    private static void report(String root, SortedMap<Integer, Depth> depths, Findings findings) {
        Depth rarest = depths.values().stream()
                .min(Comparator.comparingInt(Depth::topics))
                .orElseThrow();
        String counts = depths.entrySet().stream()
                .map(entry -> entry.getValue().topics() + " of " + entry.getKey() + " levels")
                .collect(Collectors.joining(", "));
        String message = "below " + Quoted.of(root) + " there are topics of different depth: " + counts;
        findings.add(LintCheck.UNEVEN_DEPTH, rarest.first(), message, "");
    }
}
