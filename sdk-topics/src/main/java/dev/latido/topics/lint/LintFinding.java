package dev.latido.topics.lint;

import dev.latido.topics.internal.Quoted;
import java.util.Objects;

/**
 * One thing that the {@link TopicLinter} found. Immutable and thread-safe.
 *
 * <pre>{@code
 * String topic = "acme/v1/evt/planta-1/Norte/gw-1/temp";
 * LintFinding finding = linter.lint(List.of(topic)).findings().get(0);
 * finding.check(); // LOWERCASE_WITHOUT_ACCENTS
 * finding.suggestion(); // acme/v1/evt/planta-1/norte/gw-1/temp
 * }</pre>
 *
 * @param check what was looked for
 * @param severity how bad it is in this report
 * @param text the topic or filter as it was given; of a finding about several, one of them. May be as long and as odd
 *     as the input was
 * @param message what is wrong, in one line fit for a log: foreign text in it is quoted and cut
 * @param suggestion what to write in place of {@code text}, to be judged by whoever knows the fleet; empty if there is
 *     nothing to propose
 */
public record LintFinding(LintCheck check, Severity severity, String text, String message, String suggestion) {

    /** Checks that nothing is null. */
    public LintFinding {
        Objects.requireNonNull(check, "check must not be null");
        Objects.requireNonNull(severity, "severity must not be null");
        Objects.requireNonNull(text, "text must not be null");
        Objects.requireNonNull(message, "message must not be null");
        Objects.requireNonNull(suggestion, "suggestion must not be null");
    }

    /**
     * The finding as one readable line.
     *
     * @return for example {@code warning near-duplicate "acme/...": ...; write "acme/..."}
     */
    @Override
    public String toString() {
        String proposal = suggestion.isEmpty() ? "" : "; write " + Quoted.of(suggestion);
        return severity + " " + check.id() + " " + Quoted.of(text) + ": " + message + proposal;
    }
}
