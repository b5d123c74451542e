package dev.latido.testkit.probe.internal;

import com.hivemq.client.mqtt.datatypes.MqttTopicFilter;
import java.util.Objects;

/** A topic filter that can be matched with topics and compared with other filters. */
final class TopicPattern {

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
        if (MqttTopicFilter.of(filter).isShared()) {
            throw new IllegalArgumentException("filter must not be shared, others take some of it: " + filter);
        }
        return new TopicPattern(filter);
    }

    /** As MQTT 5, section 4.7 says. */
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

    /** Whether some topic matches both. */
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
