package dev.latido.topics.lint;

import dev.latido.topics.TopicLimit;
import dev.latido.topics.Violation;
import dev.latido.topics.internal.Channel;
import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.MqttText;
import java.util.ArrayList;
import java.util.List;

/**
 * One topic or filter of a fleet, parsed once for all checks.
 *
 * @param text the text as given
 * @param kind the owner of the topics
 * @param filter true for a filter, false for a topic
 * @param group the group of a shared filter, or empty
 * @param levels the levels without {@code $share/group/}
 * @param business the index of the first level below company, version and channel
 * @param broken the violations of MQTT itself
 */
record FleetLine(
        String text,
        Kind kind,
        boolean filter,
        String group,
        List<String> levels,
        int business,
        List<Violation> broken) {

    enum Kind {
        FLEET,
        /** A topic of the broker, below {@code $}. */
        BROKER,
        /** Neither a topic nor a filter by MQTT. */
        BROKEN
    }

    static FleetLine of(String text) {
        List<String> all = Levels.of(text);
        boolean shared = all.get(0).equals(FilterSyntax.SHARE);
        boolean filter = shared || all.stream().anyMatch(FilterSyntax::isWildcard);
        List<Violation> broken = filter
                ? FilterSyntax.check(text).stream()
                        .filter(violation -> violation.rule() != TopicLimit.ROOT_WILDCARD)
                        .toList()
                : MqttText.check(text);
        if (!broken.isEmpty()) {
            return new FleetLine(text, Kind.BROKEN, filter, "", all, 0, broken);
        }
        List<String> levels = shared ? all.subList(2, all.size()) : all;
        Kind kind = levels.get(0).startsWith("$") ? Kind.BROKER : Kind.FLEET;
        return new FleetLine(text, kind, filter, shared ? all.get(1) : "", levels, business(levels), broken);
    }

    private static int business(List<String> levels) {
        int next = 1;
        if (next < levels.size() && (LevelOrder.isVersion(levels.get(next)) || isAnyVersion(levels))) {
            next++;
        }
        if (next < levels.size() && Channel.isChannel(levels.get(next))) {
            next++;
        }
        return Math.min(next, levels.size());
    }

    /** {@code acme/+/evt}: the wildcard is at the level of the version. */
    private static boolean isAnyVersion(List<String> levels) {
        return levels.get(1).equals("+") && levels.size() > 2 && Channel.isChannel(levels.get(2));
    }

    /** Returns whether it is a topic of the fleet. */
    boolean isTopic() {
        return kind == Kind.FLEET && !filter;
    }

    /** Returns whether it is a filter for topics of the fleet. */
    boolean isFilter() {
        return kind == Kind.FLEET && filter;
    }

    /** Returns the number of levels below company, version and channel. */
    int businessDepth() {
        return levels.size() - business;
    }

    /** The filter without {@code $share/group/}. */
    String pattern() {
        return Levels.join(levels);
    }

    /** The levels before the first wildcard. */
    List<String> literalLevels() {
        int end = 0;
        while (end < levels.size() && !FilterSyntax.isWildcard(levels.get(end))) {
            end++;
        }
        return levels.subList(0, end);
    }

    /** Returns the text with other levels and the same group. */
    String withLevels(List<String> others) {
        String share = text.substring(0, text.length() - Levels.join(levels).length());
        return share + Levels.join(others);
    }

    /** Returns the text with one level replaced. */
    String with(int level, String name) {
        List<String> changed = new ArrayList<>(levels);
        changed.set(level, name);
        return withLevels(changed);
    }
}
