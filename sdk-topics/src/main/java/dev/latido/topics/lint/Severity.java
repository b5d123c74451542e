package dev.latido.topics.lint;

import java.util.Locale;

/**
 * How bad a {@link LintFinding} is, worst first. Immutable and thread-safe.
 *
 * <pre>{@code
 * TopicLinter strict = TopicLinter.builder()
 *         .severity(LintCheck.NEAR_DUPLICATE, Severity.ERROR)
 *         .build();
 * }</pre>
 */
public enum Severity {

    /** It breaks consumers, access rules or the broker. */
    ERROR,

    /** It works today and will cost somebody a day. */
    WARNING,

    /** Worth knowing; a fleet with nothing worse is clean. */
    INFO;

    /**
     * The severity as reports write it.
     *
     * @return {@code error}, {@code warning} or {@code info}
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
