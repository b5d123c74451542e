package dev.latido.topics;

import dev.latido.topics.internal.Quoted;
import java.io.Serializable;
import java.util.Objects;

/**
 * One thing wrong with a topic or a filter, and what to write instead. Immutable and thread-safe.
 *
 * <pre>{@code
 * for (Violation violation : NamingRule.NO_SPACES_OR_SIGNS.check("acme/Planta 3")) {
 *     log.add(violation.level() + ": " + violation.part() + " -> " + violation.suggestion()); // 1: Planta 3 -> planta-3
 * }
 * }</pre>
 *
 * @param rule the naming rule or limit that does not hold
 * @param level the index of the level where it does not hold, from 0, or {@link #WHOLE_TEXT}
 * @param part the offending part as it was written: a level, or the whole text; may be empty, and as long and as odd
 *     as the text was
 * @param message what is wrong, in one line fit for a log: foreign text in it is quoted and cut
 * @param suggestion what to write in place of {@code part}; a proposal, to be judged by whoever knows the fleet
 */
public record Violation(TopicRule rule, int level, String part, String message, String suggestion)
        implements Serializable {

    /** The {@link #level()} of a violation that no single level is to blame for. */
    public static final int WHOLE_TEXT = -1;

    /** Checks that nothing is null and that the level is an index or {@link #WHOLE_TEXT}. */
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
     * The violation as one readable line.
     *
     * @return for example {@code rule 2, level 3: "Norte" has "N", not a-z; write "norte"}
     */
    @Override
    public String toString() {
        String place = level == WHOLE_TEXT ? "" : ", level " + level;
        return rule.source() + place + ": " + message + "; write " + Quoted.of(suggestion);
    }
}
