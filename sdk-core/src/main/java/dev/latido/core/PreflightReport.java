package dev.latido.core;

import java.util.List;
import java.util.Objects;

/**
 * Findings of a {@link Preflight}, in the order of the checks. Immutable and thread-safe.
 *
 * @param lines one for each check
 */
public record PreflightReport(List<Line> lines) {

    /**
     * Copies the list.
     *
     * @param lines one for each check
     */
    public PreflightReport {
        lines = List.copyOf(Objects.requireNonNull(lines, "lines must not be null"));
    }

    /** Result of a check. */
    public enum Outcome {
        /** The check passed. */
        OK,
        /** The check found a problem; see {@link Line#advice()}. */
        PROBLEM,
        /** The check could not run, or there was nothing to check. */
        SKIPPED
    }

    /**
     * One check.
     *
     * @param check the check, such as {@code tls mqtts://broker.acme.example:8883}
     * @param outcome its result
     * @param finding the finding in words
     * @param advice the advice for a problem, otherwise empty
     */
    public record Line(String check, Outcome outcome, String finding, String advice) {

        /**
         * Checks that no part is {@code null}.
         *
         * @param check the check
         * @param outcome its result
         * @param finding the finding in words
         * @param advice the advice for a problem, otherwise empty
         */
        public Line {
            Objects.requireNonNull(check, "check must not be null");
            Objects.requireNonNull(outcome, "outcome must not be null");
            Objects.requireNonNull(finding, "finding must not be null");
            Objects.requireNonNull(advice, "advice must not be null");
        }
    }

    /**
     * Returns whether the report contains no problems.
     *
     * @return true if no line is a problem
     */
    public boolean isOk() {
        return lines.stream().noneMatch(line -> line.outcome() == Outcome.PROBLEM);
    }

    /**
     * Returns the report as text: one line for each check, and one below it for its advice.
     *
     * @return the text, lines ended by {@code \n}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            text.append("%-7s  %s: %s%n".formatted(line.outcome(), line.check(), line.finding()));
            if (!line.advice().isEmpty()) {
                text.append("         → ").append(line.advice()).append('\n');
            }
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
