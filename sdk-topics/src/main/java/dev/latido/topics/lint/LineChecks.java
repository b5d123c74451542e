package dev.latido.topics.lint;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicLayout;
import dev.latido.topics.TopicName;
import dev.latido.topics.TopicRoot;
import dev.latido.topics.Violation;
import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The checks that need one line only. */
final class LineChecks {

    /** Place, device and measure: without a root, a topic with fewer levels certainly lacks one of them. */
    private static final int LEAST_BUSINESS_LEVELS = 3;

    private static final int VIOLATIONS_IN_MESSAGE = 3;
    private static final int ROOT_BUSINESS_LEVELS = LevelOrder.DEPTH - LevelOrder.CHANNEL - 1;

    private final @Nullable TopicLayout known;
    private final @Nullable TopicLayout guessed;
    private final Findings findings;

    private LineChecks(@Nullable TopicLayout known, @Nullable TopicLayout guessed, Findings findings) {
        this.known = known;
        this.guessed = guessed;
        this.findings = findings;
    }

    static void run(List<FleetLine> lines, @Nullable TopicRoot root, Findings findings) {
        TopicLayout known = root == null ? null : TopicLayout.of(root);
        TopicLayout guessed = root == null ? guess(lines) : null;
        lines.forEach(new LineChecks(known, guessed, findings)::check);
    }

    /** Returns the company that more than half of the topics, and at least two, begin with. The version is not guessed. */
    private static @Nullable TopicLayout guess(List<FleetLine> lines) {
        Map<String, Integer> companies = new HashMap<>();
        int topics = 0;
        for (FleetLine line : lines) {
            if (line.isTopic()) {
                topics++;
                companies.merge(line.levels().get(0), 1, Integer::sum);
            }
        }
        int half = Math.max(1, topics / 2);
        return companies.entrySet().stream()
                .filter(company -> company.getValue() > half && TopicName.isLegal(company.getKey()))
                .map(company -> TopicLayout.of(TopicRoot.of(company.getKey(), 1)))
                .findFirst()
                .orElse(null);
    }

    private void check(FleetLine line) {
        if (line.kind() == FleetLine.Kind.BROKEN) {
            add(LintCheck.MQTT_SYNTAX, line, line.broken());
            return;
        }
        if (line.kind() == FleetLine.Kind.BROKER) {
            return;
        }
        boolean fromRoot = FilterSyntax.isWildcard(line.levels().get(0));
        if (fromRoot) {
            String message = "it matches the whole fleet: name the company and the channel";
            findings.add(LintCheck.ROOT_WILDCARD, line.text(), message, "");
        }
        spelling(line);
        if (!fromRoot) {
            order(line);
        }
        size(line);
    }

    private void spelling(FleetLine line) {
        if (line.levels().stream().allMatch(TopicName::isLegal)) {
            return;
        }
        rule(NamingRule.LOWERCASE_WITHOUT_ACCENTS, line, true);
        rule(NamingRule.NO_SPACES_OR_SIGNS, line, true);
        rule(NamingRule.NO_WILDCARDS_IN_NAMES, line, true);
    }

    /** Checks the order. In the wrong order, a proposal for a missing level would be in the wrong place and is left out. */
    private void order(FleetLine line) {
        List<Violation> misplaced = generalToSpecific(line);
        add(LintCheck.GENERAL_TO_SPECIFIC, line, misplaced);
        rule(NamingRule.DATA_APART_FROM_COMMANDS, line, misplaced.isEmpty());
        rule(NamingRule.VERSIONED_ROOT, line, misplaced.isEmpty());
    }

    /** Checks rule 1. In a filter, only the levels before the first wildcard have a known place. */
    private List<Violation> generalToSpecific(FleetLine line) {
        List<String> levels = line.literalLevels();
        TopicLayout layout = known;
        if (layout == null && guessed != null && levels.contains(guessed.root().company())) {
            layout = guessed;
        }
        return layout == null ? List.of() : LevelOrder.generalToSpecific(levels, layout);
    }

    /** Checks a rule. A wildcard is allowed where the rule requires a name. */
    private void rule(NamingRule rule, FleetLine line, boolean proposing) {
        String text = Levels.join(line.levels());
        List<Violation> violations = (known == null ? rule.check(text) : rule.check(text, known))
                .stream()
                        .filter(violation ->
                                !FilterSyntax.isWildcard(line.levels().get(violation.level())))
                        .toList();
        add(LintCheck.of(rule), line, violations, proposing);
    }

    private void size(FleetLine line) {
        int levels = line.levels().size();
        if (levels >= TopicLinter.TOO_MANY_LEVELS) {
            findings.add(LintCheck.TOO_MANY_LEVELS, line.text(), "it has " + levels + " levels", "");
        } else if (line.businessDepth() > TopicLinter.MAX_BUSINESS_LEVELS) {
            String message = "it has " + line.businessDepth() + " levels below company, version and channel";
            findings.add(LintCheck.MANY_LEVELS, line.text(), message, "");
        }
        int bytes = Utf8.length(line.text());
        if (bytes > FleetLimits.MAX_BYTES) {
            findings.add(LintCheck.TOO_LONG, line.text(), "it has " + bytes + " bytes", "");
        }
        if (line.isTopic()) {
            device(line);
        }
    }

    private void device(FleetLine line) {
        if (known != null && line.levels().get(0).equals(known.root().company())) {
            device(line, ROOT_BUSINESS_LEVELS, known.toString());
        } else {
            device(line, LEAST_BUSINESS_LEVELS, "place, device and measure");
        }
    }

    private void device(FleetLine line, int least, String shape) {
        if (line.businessDepth() < least) {
            String message = "it has " + line.businessDepth() + " levels below company, version and channel, not the "
                    + least + " of " + shape;
            findings.add(LintCheck.NO_DEVICE_LEVEL, line.text(), message, "");
        }
    }

    private void add(LintCheck check, FleetLine line, List<Violation> violations) {
        add(check, line, violations, true);
    }

    private void add(LintCheck check, FleetLine line, List<Violation> violations, boolean proposing) {
        if (!violations.isEmpty()) {
            String message = violations.stream()
                    .limit(VIOLATIONS_IN_MESSAGE)
                    .map(Violation::message)
                    .collect(Collectors.joining("; "));
            findings.add(check, line.text(), message, proposing ? corrected(line, violations) : "");
        }
    }

    /** Returns the line with each offending level replaced by its proposal. */
    private static String corrected(FleetLine line, List<Violation> violations) {
        List<String> levels = new ArrayList<>(line.levels());
        for (Violation violation : violations) {
            int at = violation.level();
            if (at < 0 || at >= levels.size() || !violation.part().equals(levels.get(at))) {
                return violation.part().equals(line.text()) ? violation.suggestion() : "";
            }
            levels.set(at, violation.suggestion());
        }
        return line.withLevels(levels);
    }
}
