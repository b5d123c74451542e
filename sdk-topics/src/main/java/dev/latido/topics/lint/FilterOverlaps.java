package dev.latido.topics.lint;

import dev.latido.topics.internal.FilterSets;
import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.Quoted;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds filters that some topic matches both of. Each filter is looked up in the tree of those before it, level by
 * level, so that filters for different places never meet. Filters that are shared in different groups, or from the root,
 * are left out: the ones belong to different clients, the others are reported anyway.
 */
final class FilterOverlaps {

    /** Where the search gives up, after a second or so: no client has that many filters. */
    private static final int MAX_VISITS = 5_000_000;

    private final Map<String, Node> trees = new HashMap<>();
    private final Findings findings;
    private int visits;

    private FilterOverlaps(Findings findings) {
        this.findings = findings;
    }

    static void run(List<FleetLine> lines, Findings findings) {
        FilterOverlaps overlaps = new FilterOverlaps(findings);
        for (FleetLine line : lines) {
            if (line.isFilter()
                    && line.levels().size() < TopicLinter.TOO_MANY_LEVELS
                    && !FilterSyntax.isWildcard(line.levels().get(0))) {
                overlaps.check(line);
            }
            if (overlaps.visits > MAX_VISITS) {
                String message = "there are too many filters to compare; from here on they were not";
                findings.add(LintCheck.OVERLAPPING_FILTERS, line.text(), message, "");
                return;
            }
        }
    }

    private void check(FleetLine line) {
        Node tree = trees.computeIfAbsent(line.group(), group -> new Node());
        FleetLine other = find(tree, line.levels(), 0);
        if (other != null) {
            report(line, other);
        }
        tree.add(line);
    }

    private void report(FleetLine line, FleetLine earlier) {
        String message;
        if (FilterSets.covers(earlier.pattern(), line.pattern())) {
            message = "all that it matches is matched by " + Quoted.of(earlier.text()) + " too";
        } else if (FilterSets.covers(line.pattern(), earlier.pattern())) {
            message = "it matches all that " + Quoted.of(earlier.text()) + " does";
        } else {
            message = "some topics match " + Quoted.of(earlier.text()) + " too";
        }
        findings.add(LintCheck.OVERLAPPING_FILTERS, line.text(), message, "");
    }

    private @Nullable FleetLine find(Node node, List<String> levels, int index) {
        visits++;
        if (index == levels.size()) {
            return node.exact != null ? node.exact : node.below;
        }
        String level = levels.get(index);
        if (level.equals("#")) {
            return node.any();
        }
        if (node.below != null || visits > MAX_VISITS) {
            return node.below;
        }
        if (level.equals("+")) {
            for (Node child : node.children.values()) {
                FleetLine found = find(child, levels, index + 1);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        FleetLine found = findIn(node.children.get(level), levels, index);
        return found != null ? found : findIn(node.children.get("+"), levels, index);
    }

    private @Nullable FleetLine findIn(@Nullable Node child, List<String> levels, int index) {
        return child == null ? null : find(child, levels, index + 1);
    }

    /** The filters that go on with one more level. */
    private static final class Node {

        private final Map<String, Node> children = new LinkedHashMap<>();
        /** The filter that ends here. */
        private @Nullable FleetLine exact;
        /** The filter that ends with {@code #} below here, and so matches here too. */
        private @Nullable FleetLine below;

        void add(FleetLine line) {
            Node node = this;
            for (String level : line.levels()) {
                if (level.equals("#")) {
                    node.below = line;
                    return;
                }
                node = node.children.computeIfAbsent(level, name -> new Node());
            }
            node.exact = line;
        }

        /** Some filter that ends here or below; null only for the tree without filters. */
        @Nullable
        FleetLine any() {
            Node node = this;
            while (node.exact == null && node.below == null && !node.children.isEmpty()) {
                node = node.children.values().iterator().next();
            }
            return node.exact != null ? node.exact : node.below;
        }
    }
}
