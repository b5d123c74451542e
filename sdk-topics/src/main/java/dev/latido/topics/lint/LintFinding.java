package dev.latido.topics.lint;

import dev.latido.topics.internal.Quoted;
import java.util.Objects;

/**
 * One finding of the {@link TopicLinter}. Immutable and thread-safe.
 *
 * <pre>{@code
 * String topic = "acme/v1/evt/planta-1/Norte/gw-1/temp";
 * LintFinding finding = linter.lint(List.of(topic)).findings().get(0);
 * finding.check(); // LOWERCASE_WITHOUT_ACCENTS
 * finding.suggestion(); // acme/v1/evt/planta-1/norte/gw-1/temp
 * }</pre>
 *
 * @param check the check that found it
 * @param severity its severity in this report
 * @param text the topic or filter as given, or one of them if the finding is about several; it may be very long and may
 *     contain any character
 * @param message the problem, in one line that is safe to log: text from outside is quoted and truncated
 * @param suggestion a proposed replacement for {@code text}, which an engineer who knows the fleet should review; empty if
 *     there is no proposal
 */
public record LintFinding(LintCheck check, Severity severity, String text, String message, String suggestion) {

    /**
     * Checks that nothing is null.
     *
     * @param check the check that found it
     * @param severity its severity in this report
     * @param text the topic or filter as given, or one of them if the finding is about several
     * @param message the problem, in one line that is safe to log
     * @param suggestion a proposed replacement for {@code text}; empty if there is no proposal
     */
    public LintFinding {
        Objects.requireNonNull(check, "check must not be null");
        Objects.requireNonNull(severity, "severity must not be null");
        Objects.requireNonNull(text, "text must not be null");
        Objects.requireNonNull(message, "message must not be null");
        Objects.requireNonNull(suggestion, "suggestion must not be null");
    }

    /**
     * Returns the finding as one readable line.
     *
     * @return for example {@code warning near-duplicate "acme/...": ...; write "acme/..."}
     */
    @Override
    public String toString() {
        String proposal = suggestion.isEmpty() ? "" : "; write " + Quoted.of(suggestion);
        return severity + " " + check.id() + " " + Quoted.of(text) + ": " + message + proposal;
    }
}
