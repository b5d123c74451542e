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
 * Finds pairs of filters that match the same topic. Each filter is looked up level by level in the tree of the filters
 * before it, so that filters for different places are never compared. Two kinds are not compared: filters that are shared
 * in different groups, because they belong to different clients, and filters from the root, which are reported anyway.
 */
final class FilterOverlaps {

    /** Limit of the search, reached after about a second: no client has that many filters. */
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
                String message =
                        "there are too many filters to compare: this filter and those after it were not compared";
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
            message = Quoted.of(earlier.text()) + " matches everything that it matches";
        } else if (FilterSets.covers(line.pattern(), earlier.pattern())) {
            message = "it matches everything that " + Quoted.of(earlier.text()) + " matches";
        } else {
            message = "some topics match both this filter and " + Quoted.of(earlier.text());
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

    /** The filters with one more level. */
    private static final class Node {

        private final Map<String, Node> children = new LinkedHashMap<>();
        /** The filter that ends here. */
        private @Nullable FleetLine exact;
        /** The filter that ends with {@code #} below here, and therefore also matches here. */
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

        /** Returns a filter that ends here or below; null only for a tree without filters. */
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
