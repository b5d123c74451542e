package dev.latido.core;

import java.util.List;
import java.util.Objects;

/**
 * What {@link Preflight} found, in the order of the checks. Immutable.
 *
 * @param lines one for each check
 */
public record PreflightReport(List<Line> lines) {

    /** Copies the list. */
    public PreflightReport {
        lines = List.copyOf(Objects.requireNonNull(lines, "lines must not be null"));
    }

    /** How a check ended. */
    public enum Outcome {
        /** It is as it has to be. */
        OK,
        /** Somebody has to do something. */
        PROBLEM,
        /** It could not be tried, or there is nothing to try. */
        SKIPPED
    }

    /**
     * One check.
     *
     * @param check what was tried, such as {@code tls mqtts://broker.acme.example:8883}
     * @param outcome how it ended
     * @param finding what was found, in words
     * @param advice what to do; empty unless there is a problem
     */
    public record Line(String check, Outcome outcome, String finding, String advice) {

        /** Checks that all parts are there. */
        public Line {
            Objects.requireNonNull(check, "check must not be null");
            Objects.requireNonNull(outcome, "outcome must not be null");
            Objects.requireNonNull(finding, "finding must not be null");
            Objects.requireNonNull(advice, "advice must not be null");
        }
    }

    /**
     * Whether nobody has to do anything.
     *
     * @return true if no line is a problem
     */
    public boolean isOk() {
        return lines.stream().noneMatch(line -> line.outcome() == Outcome.PROBLEM);
    }

    /**
     * The report for people: one line for each check, and one below it for what to do.
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
