package dev.latido.topics;

import java.util.List;

/** A literal implementation of MQTT 5 section 4.7, level by level: the reference for the fast one. */
final class SlowMatching {

    private SlowMatching() {}

    /** Returns whether a filter without share prefix matches a topic. */
    static boolean matches(String filter, String topic) {
        return matches(List.of(filter.split("/", -1)), List.of(topic.split("/", -1)));
    }

    /** Returns whether the levels of a filter match those of a topic. */
    static boolean matches(List<String> filter, List<String> topic) {
        boolean leadingWildcard = filter.get(0).equals("+") || filter.get(0).equals("#");
        if (leadingWildcard && topic.get(0).startsWith("$")) {
            return false;
        }
        return matches(filter, topic, 0);
    }

    private static boolean matches(List<String> filter, List<String> topic, int from) {
        if (from == filter.size() - 1 && filter.get(from).equals("#")) {
            return true;
        }
        if (from == filter.size() || from == topic.size()) {
            return from == filter.size() && from == topic.size();
        }
        boolean same = filter.get(from).equals("+") || filter.get(from).equals(topic.get(from));
        return same && matches(filter, topic, from + 1);
    }
}
