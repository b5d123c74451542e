package dev.latido.topics.lint;

import java.util.Locale;

/**
 * The severity of a {@link LintFinding}, most severe first. Immutable and thread-safe.
 *
 * <pre>{@code
 * TopicLinter strict = TopicLinter.builder()
 *         .severity(LintCheck.NEAR_DUPLICATE, Severity.ERROR)
 *         .build();
 * }</pre>
 */
public enum Severity {

    /** Breaks consumers, access rules or the broker. */
    ERROR,

    /** Works today and is likely to cause errors later. */
    WARNING,

    /** For information; a fleet with nothing more severe is clean. */
    INFO;

    /**
     * Returns the severity as written in reports.
     *
     * @return {@code error}, {@code warning} or {@code info}
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
