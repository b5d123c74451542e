package dev.latido.topics.lint;

import dev.latido.topics.internal.Quoted;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Writes a report as text for a terminal or a log. */
final class LintText {

    /** The maximum number of findings shown for each check. */
    static final int SHOWN = 5;

    private LintText() {}

    static String of(LintReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(counts(report));
        Map<LintCheck, List<LintFinding>> checks = new EnumMap<>(LintCheck.class);
        report.findings()
                .forEach(finding -> checks.computeIfAbsent(finding.check(), check -> new ArrayList<>())
                        .add(finding));
        for (Severity severity : Severity.values()) {
            checks.forEach((check, findings) -> {
                if (findings.get(0).severity() == severity) {
                    add(check, findings, lines);
                }
            });
        }
        return String.join("\n", lines);
    }

    private static String counts(LintReport report) {
        StringBuilder counts = new StringBuilder()
                .append(counted(report.topics(), "topic"))
                .append(", ")
                .append(counted(report.filters(), "filter"));
        if (report.allowed() > 0) {
            counts.append(" (and ").append(report.allowed()).append(" allowed)");
        }
        return counts.append(": ")
                .append(counted(report.count(Severity.ERROR), "error"))
                .append(", ")
                .append(counted(report.count(Severity.WARNING), "warning"))
                .append(", ")
                .append(counted(report.count(Severity.INFO), "info"))
                .toString();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static void add(LintCheck check, List<LintFinding> findings, List<String> lines) {
        lines.add("");
        lines.add(findings.get(0).severity() + " " + check.id() + ": " + check.statement());
        for (LintFinding finding : findings.subList(0, Math.min(SHOWN, findings.size()))) {
            lines.add("  " + Quoted.of(finding.text()));
            lines.add("    " + finding.message());
            if (!finding.suggestion().isEmpty()) {
                lines.add("    write " + Quoted.of(finding.suggestion()));
            }
        }
        if (findings.size() > SHOWN) {
            lines.add("  and " + (findings.size() - SHOWN) + " more");
        }
    }
}
