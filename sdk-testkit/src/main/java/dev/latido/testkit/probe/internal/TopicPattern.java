package dev.latido.testkit.probe.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Objects;

/** A topic filter that can be matched with topics and compared with other filters. */
final class TopicPattern {

    /** The length field of a string has two bytes (MQTT 5, section 1.5.4). */
    private static final int MOST_BYTES = 65_535;

    private final String text;
    private final String[] levels;

    private TopicPattern(String text) {
        this.text = text;
        this.levels = text.split("/", -1);
    }

    /**
     * Reads a filter.
     *
     * @throws IllegalArgumentException if it is malformed or shared
     */
    static TopicPattern of(String filter) {
        Objects.requireNonNull(filter, "filter must not be null");
        if (filter.isEmpty() || filter.indexOf('\0') >= 0 || filter.getBytes(UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException("filter must have 1 to " + MOST_BYTES + " bytes and no NUL: " + filter);
        }
        TopicPattern pattern = new TopicPattern(filter);
        if (pattern.levels[0].equals("$share")) {
            throw new IllegalArgumentException(
                    "filter must not be shared, other subscribers receive some of its messages: " + filter);
        }
        for (int i = 0; i < pattern.levels.length; i++) {
            String level = pattern.levels[i];
            boolean last = i == pattern.levels.length - 1;
            boolean wild = level.equals("+") || (level.equals("#") && last);
            if (!wild && (level.contains("+") || level.contains("#"))) {
                throw new IllegalArgumentException(
                        "filter must have wildcards as whole levels only, and # as the last one: " + filter);
            }
        }
        return pattern;
    }

    /** Returns whether the filter matches a topic (MQTT 5, section 4.7). */
    boolean matches(String topic) {
        if (text.equals(topic)) {
            return true;
        }
        if (topic.startsWith("$") && !levels[0].startsWith("$")) {
            return false;
        }
        String[] names = topic.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals("#")) {
                return true;
            }
            if (i == names.length || !(levels[i].equals("+") || levels[i].equals(names[i]))) {
                return false;
            }
        }
        return levels.length == names.length;
    }

    /** Returns whether there is a topic that matches both filters. */
    boolean overlaps(TopicPattern other) {
        if (text.startsWith("$") != other.text.startsWith("$")) {
            return false;
        }
        for (int i = 0; ; i++) {
            boolean end = i >= levels.length;
            boolean otherEnd = i >= other.levels.length;
            if (end || otherEnd) {
                return (end || levels[i].equals("#")) && (otherEnd || other.levels[i].equals("#"));
            }
            String level = levels[i];
            String otherLevel = other.levels[i];
            if (level.equals("#") || otherLevel.equals("#")) {
                return true;
            }
            if (!level.equals("+") && !otherLevel.equals("+") && !level.equals(otherLevel)) {
                return false;
            }
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
