package dev.latido.core.internal.presence;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a device is found in the topics of the SDK's own layout. */
final class DeviceTopics {

    /** The levels of {@code company/version/channel/site/area/device/name}. */
    static final int DEPTH = 7;

    static final int CHANNEL = 2;
    static final int SITE = 3;
    static final int NAME = 6;
    static final String COMMANDS = "cmd";
    private static final String EVENTS = "evt";
    private static final Pattern VERSION = Pattern.compile("v\\d+");

    private DeviceTopics() {}

    /** The presence topic of the device that an event or a state belongs to; empty for other topics. */
    static Optional<Topic> presenceOf(Topic topic) {
        List<String> levels = topic.levels();
        if (levels.size() != DEPTH || levels.get(CHANNEL).equals(COMMANDS)) {
            return Optional.empty();
        }
        return Optional.of(Topic.unchecked(
                String.join("/", levels.subList(0, CHANNEL)) + "/state/" + device(levels) + "/presence"));
    }

    /** Whether it is a topic {@code company/version/evt/…} or {@code company/version/cmd/…}, whose messages pass. */
    static boolean neverRetained(Topic topic) {
        List<String> levels = topic.levels();
        return levels.size() > CHANNEL
                && VERSION.matcher(levels.get(CHANNEL - 1)).matches()
                && (levels.get(CHANNEL).equals(EVENTS) || levels.get(CHANNEL).equals(COMMANDS));
    }

    /** Site, area and device. */
    static String device(List<String> levels) {
        return String.join("/", levels.subList(SITE, NAME));
    }
}
