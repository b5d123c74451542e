package dev.latido.topics.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A valid filter, split at its wildcards once, so that matching compares whole stretches of text (MQTT 5 section 4.7). Immutable and thread-safe.
 */
public final class WildcardPattern {

    private final boolean startsWithWildcard;
    /** The text before the first {@code +}, between two and after the last one; without the {@code #}. */
    private final String[] literals;

    private final boolean endsWithAnyDepth;

    private WildcardPattern(boolean startsWithWildcard, String[] literals, boolean endsWithAnyDepth) {
        this.startsWithWildcard = startsWithWildcard;
        this.literals = literals;
        this.endsWithAnyDepth = endsWithAnyDepth;
    }

    /** Returns the pattern of a filter whose syntax was checked and whose share prefix was removed. */
    public static WildcardPattern of(String filter) {
        boolean anyDepth = filter.endsWith("#");
        String names = anyDepth ? filter.substring(0, filter.length() - 1) : filter;
        List<String> literals = new ArrayList<>();
        int from = 0;
        for (int plus = names.indexOf('+'); plus >= 0; plus = names.indexOf('+', from)) {
            literals.add(names.substring(from, plus));
            from = plus + 1;
        }
        literals.add(names.substring(from));
        boolean leading = filter.startsWith("+") || filter.startsWith("#");
        return new WildcardPattern(leading, literals.toArray(new String[0]), anyDepth);
    }

    /** Returns whether the topic matches; does not allocate. The empty text matches nothing. */
    public boolean matches(String topic) {
        int last = literals.length - 1;
        if (last == 0 && !endsWithAnyDepth) {
            return topic.equals(literals[0]);
        }
        if (topic.isEmpty() || (startsWithWildcard && topic.charAt(0) == '$')) {
            return false;
        }
        // Compares the end first: topics of one hierarchy differ there more often than at their beginning.
        if (!endsWithAnyDepth && !topic.endsWith(literals[last])) {
            return false;
        }
        int at = 0;
        for (int i = 0; i < last; i++) {
            String literal = literals[i];
            if (!topic.startsWith(literal, at)) {
                return false;
            }
            int slash = topic.indexOf(Levels.SEPARATOR, at + literal.length());
            at = slash < 0 ? topic.length() : slash;
        }
        return endsWithAnyDepth
                ? isAtOrBelow(literals[last], topic, at)
                : topic.length() - at == literals[last].length();
    }

    /** {@code a/#} matches topics that begin with {@code a/} and the parent {@code a} itself. */
    private static boolean isAtOrBelow(String literal, String topic, int at) {
        int parent = literal.length() - 1;
        return topic.startsWith(literal, at)
                || (topic.length() - at == parent && topic.regionMatches(at, literal, 0, parent));
    }
}
