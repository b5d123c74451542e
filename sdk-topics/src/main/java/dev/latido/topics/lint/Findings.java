package dev.latido.topics.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Collects the findings of one run. */
final class Findings {

    private static final Comparator<LintFinding> WORST_FIRST =
            Comparator.comparing(LintFinding::severity).thenComparing(LintFinding::check);

    private final Map<LintCheck, Severity> severities;
    private final List<LintFinding> found = new ArrayList<>();

    Findings(Map<LintCheck, Severity> severities) {
        this.severities = severities;
    }

    void add(LintCheck check, String text, String message, String suggestion) {
        Severity severity = severities.getOrDefault(check, check.defaultSeverity());
        found.add(new LintFinding(check, severity, text, message, suggestion));
    }

    /** Returns the findings by severity and check; within a check, in the order of the input. */
    List<LintFinding> sorted() {
        return found.stream().sorted(WORST_FIRST).toList();
    }
}
