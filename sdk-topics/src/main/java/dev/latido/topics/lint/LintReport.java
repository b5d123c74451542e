package dev.latido.topics.lint;

import java.util.List;
import java.util.Objects;

/**
 * The findings of a {@link TopicLinter} in a list of topics and filters. Immutable and thread-safe.
 *
 * <pre>{@code
 * LintReport report = TopicLinter.builder().build().lint(List.of("acme/planta-1/norte/temp"));
 * report.count(Severity.ERROR); // 2: no channel, no version
 * report.toJson(); // one object: counts and findings
 * }</pre>
 */
public final class LintReport {

    private final int topics;
    private final int filters;
    private final int allowed;
    private final List<LintFinding> findings;

    LintReport(List<FleetLine> lines, int allowed, List<LintFinding> findings) {
        this.filters = (int) lines.stream().filter(FleetLine::filter).count();
        this.topics = lines.size() - filters;
        this.allowed = allowed;
        this.findings = findings;
    }

    /**
     * All findings.
     *
     * @return an immutable list: the worst first, then by check, then in the order of the input
     */
    public List<LintFinding> findings() {
        return findings;
    }

    /**
     * Returns whether there is neither an error nor a warning.
     *
     * @return true if there is at most {@link Severity#INFO}
     */
    public boolean isClean() {
        return count(Severity.ERROR) + count(Severity.WARNING) == 0;
    }

    /**
     * Returns the number of findings with a severity.
     *
     * @param severity the severity
     * @return 0 or more
     */
    public int count(Severity severity) {
        Objects.requireNonNull(severity, "severity must not be null");
        return (int) findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** Returns the number of distinct topics that were checked, well-formed or not. */
    int topics() {
        return topics;
    }

    /** Returns the number of distinct filters that were checked. */
    int filters() {
        return filters;
    }

    /** Returns the number of topics and filters that the allow-list excluded. */
    int allowed() {
        return allowed;
    }

    /**
     * Returns the report for a terminal or a log: a line of counts, then each check with its first findings. Text from
     * outside is quoted and truncated.
     *
     * @return lines separated by {@code \n}, without one at the end
     */
    public String toText() {
        return LintText.of(this);
    }

    /**
     * Returns the report for programs: {@code topics}, {@code filters}, {@code allowed}, {@code errors}, {@code warnings},
     * {@code infos}, and {@code findings} with {@code check}, {@code severity}, {@code text}, {@code message} and
     * {@code suggestion} (left out if there is none).
     *
     * @return one JSON object (RFC 8259) on one line, in ASCII
     */
    public String toJson() {
        return LintJson.of(this);
    }

    /**
     * Returns the same text as {@link #toText()}.
     *
     * @return the report as text
     */
    @Override
    public String toString() {
        return toText();
    }
}
