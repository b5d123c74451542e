package dev.latido.topics;

import dev.latido.topics.internal.Quoted;
import java.io.Serializable;
import java.util.Objects;

/**
 * One violation of a rule by a topic or a filter, with a suggestion. Immutable and thread-safe.
 *
 * <pre>{@code
 * for (Violation violation : NamingRule.NO_SPACES_OR_SIGNS.check("acme/Planta 3")) {
 *     log.add(violation.level() + ": " + violation.part() + " -> " + violation.suggestion()); // 1: Planta 3 -> planta-3
 * }
 * }</pre>
 *
 * @param rule the naming rule or limit that is violated
 * @param level the index of the level that violates it, from 0, or {@link #WHOLE_TEXT}
 * @param part the offending part as it was written: a level, or the whole text; it may be empty or very long, and may
 *     contain any character
 * @param message the problem, in one line that is safe to log: text from outside is quoted and truncated
 * @param suggestion a proposed replacement for {@code part}; an engineer who knows the fleet should review it
 */
public record Violation(TopicRule rule, int level, String part, String message, String suggestion)
        implements Serializable {

    /** The {@link #level()} of a violation that concerns the text as a whole. */
    public static final int WHOLE_TEXT = -1;

    /**
     * Checks that nothing is null and that the level is an index or {@link #WHOLE_TEXT}.
     *
     * @param rule the naming rule or limit that is violated
     * @param level the index of the level that violates it, from 0, or {@link #WHOLE_TEXT}
     * @param part the offending part as it was written
     * @param message the problem, in one line that is safe to log
     * @param suggestion a proposed replacement for {@code part}
     */
    public Violation {
        Objects.requireNonNull(rule, "rule must not be null");
        Objects.requireNonNull(part, "part must not be null");
        Objects.requireNonNull(message, "message must not be null");
        Objects.requireNonNull(suggestion, "suggestion must not be null");
        if (level < WHOLE_TEXT) {
            throw new IllegalArgumentException("level must be an index from 0, or -1, but was " + level);
        }
    }

    /**
     * Returns the violation as one readable line.
     *
     * @return for example {@code rule 2, level 3: "Norte" has "N", not one of a-z and 0-9; write "norte"}
     */
    @Override
    public String toString() {
        String place = level == WHOLE_TEXT ? "" : ", level " + level;
        return rule.source() + place + ": " + message + "; write " + Quoted.of(suggestion);
    }
}
