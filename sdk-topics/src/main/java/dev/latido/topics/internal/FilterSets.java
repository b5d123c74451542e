package dev.latido.topics.internal;

/**
 * Compares two filters as the sets of topics that they match (MQTT 5 section 4.7). The filters have no share prefix, and
 * their syntax has been checked.
 */
public final class FilterSets {

    private static final String ANY_LEVEL = "+";
    private static final String ANY_DEPTH = "#";

    private FilterSets() {}

    /** Returns whether {@code outer} matches every topic that {@code inner} matches. */
    public static boolean covers(String outer, String inner) {
        if (isHiddenFrom(outer, inner)) {
            return false;
        }
        String[] outerLevels = levels(outer);
        String[] innerLevels = levels(inner);
        for (int i = 0; i < outerLevels.length; i++) {
            if (outerLevels[i].equals(ANY_DEPTH)) {
                return true;
            }
            // The # of the inner filter matches deeper topics, which not even + covers.
            if (i == innerLevels.length || innerLevels[i].equals(ANY_DEPTH)) {
                return false;
            }
            if (!outerLevels[i].equals(ANY_LEVEL) && !outerLevels[i].equals(innerLevels[i])) {
                return false;
            }
        }
        return outerLevels.length == innerLevels.length;
    }

    /** Returns whether there is a topic that both match. */
    public static boolean intersect(String one, String other) {
        if (isHiddenFrom(one, other) || isHiddenFrom(other, one)) {
            return false;
        }
        String[] levels = levels(one);
        String[] otherLevels = levels(other);
        int common = Math.min(levels.length, otherLevels.length);
        for (int i = 0; i < common; i++) {
            if (levels[i].equals(ANY_DEPTH) || otherLevels[i].equals(ANY_DEPTH)) {
                return true;
            }
            if (!share(levels[i], otherLevels[i])) {
                return false;
            }
        }
        return mayEndAt(levels, common) && mayEndAt(otherLevels, common);
    }

    /** The rule for {@code $}: a wildcard at the first level does not match a level that begins with it. */
    private static boolean isHiddenFrom(String filter, String other) {
        return other.startsWith("$") && (filter.startsWith(ANY_LEVEL) || filter.startsWith(ANY_DEPTH));
    }

    private static boolean share(String level, String otherLevel) {
        return level.equals(otherLevel) || level.equals(ANY_LEVEL) || otherLevel.equals(ANY_LEVEL);
    }

    /** {@code a/#} also matches {@code a}. */
    private static boolean mayEndAt(String[] levels, int depth) {
        return levels.length == depth || (levels.length == depth + 1 && levels[depth].equals(ANY_DEPTH));
    }

    /**
     * Splits a filter into its levels. Two filters are rewritten first: every topic has a level, so {@code #} is
     * {@code +/#}; and no topic is empty, so {@code /#} does not match its parent and is {@code /+/#}.
     */
    private static String[] levels(String filter) {
        String written = switch (filter) {
            case "#" -> "+/#";
            case "/#" -> "/+/#";
            default -> filter;
        };
        return written.split("/", -1);
    }
}
