package dev.latido.testkit.proxy.internal.rule;

import java.util.Objects;

/** An MQTT topic filter that is matched against topics as the specification says. */
final class TopicMatch {

    private final String[] levels;
    private final boolean tree;

    private TopicMatch(String[] levels, boolean tree) {
        this.levels = levels;
        this.tree = tree;
    }

    static TopicMatch of(String filter) {
        Objects.requireNonNull(filter, "filter must not be null");
        String[] levels = filter.split("/", -1);
        boolean tree = levels[levels.length - 1].equals("#");
        for (int i = 0; i < levels.length; i++) {
            boolean lastHash = tree && i == levels.length - 1;
            if ((!lastHash && levels[i].contains("#")) || (levels[i].contains("+") && levels[i].length() > 1)) {
                throw new IllegalArgumentException("misplaced wildcard in topic filter: '" + filter + "'");
            }
        }
        if (filter.isEmpty()) {
            throw new IllegalArgumentException("topic filter must not be empty");
        }
        return new TopicMatch(levels, tree);
    }

    boolean covers(String topic) {
        String[] names = topic.split("/", -1);
        boolean wildcardFirst = levels[0].equals("#") || levels[0].equals("+");
        if (wildcardFirst && topic.startsWith("$")) {
            return false;
        }
        int fixed = tree ? levels.length - 1 : levels.length;
        if (tree ? names.length < fixed : names.length != fixed) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            if (!levels[i].equals("+") && !levels[i].equals(names[i])) {
                return false;
            }
        }
        return true;
    }
}
