package dev.latido.core.internal.presence;

import dev.latido.topics.Topic;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the SDK's own layout of topics, {@code company/version/channel/site/area/device/name}. All code of this module
 * that depends on the layout asks here. Stateless.
 */
public final class DeviceTopics {

    private static final int DEPTH = 7;
    private static final int SITE = 3;
    private static final int NAME = 6;
    private static final String COMMANDS = "cmd";
    private static final String EVENTS = "evt";
    private static final String STATE = "state";
    private static final String PRESENCE = "/presence";
    private static final Pattern VERSION = Pattern.compile("v\\d+");

    private DeviceTopics() {}

    /**
     * Returns the device that an event or a state belongs to.
     *
     * @return site, area and device, separated by slashes; empty for commands, which are for other devices, and for
     *     topics with another layout
     */
    static Optional<String> device(Topic topic) {
        List<String> levels = topic.levels();
        String text = topic.toString();
        return levels.size() != DEPTH || isLevel(text, channel(text), COMMANDS)
                ? Optional.empty()
                : Optional.of(String.join("/", levels.subList(SITE, NAME)));
    }

    /** Returns the presence topic of the device that an event or a state belongs to; empty for other topics. */
    static Optional<Topic> presenceOf(Topic topic) {
        String text = topic.toString();
        return device(topic)
                .map(device -> Topic.unchecked(text.substring(0, channel(text)) + STATE + "/" + device + PRESENCE));
    }

    /** Returns whether a topic is one of events or commands, whose messages are never retained. */
    public static boolean neverRetained(Topic topic) {
        String text = topic.toString();
        int channel = channel(text);
        return (isLevel(text, channel, EVENTS) || isLevel(text, channel, COMMANDS))
                && VERSION.matcher(text)
                        .region(text.indexOf('/') + 1, channel - 1)
                        .matches();
    }

    /** Returns whether a topic is one of commands or presence, whose messages overtake telemetry in an outbox. */
    public static boolean isUrgent(Topic topic) {
        String text = topic.toString();
        int channel = channel(text);
        return isLevel(text, channel, COMMANDS) || (isLevel(text, channel, STATE) && text.endsWith(PRESENCE));
    }

    /**
     * Returns where the third level starts, -1 if there is none. Called for every message, hence without a list of
     * levels.
     */
    private static int channel(String topic) {
        int company = topic.indexOf('/');
        int version = company < 0 ? -1 : topic.indexOf('/', company + 1);
        return version < 0 ? -1 : version + 1;
    }

    private static boolean isLevel(String topic, int start, String level) {
        int end = start + level.length();
        return start >= 0 && topic.startsWith(level, start) && (end == topic.length() || topic.charAt(end) == '/');
    }
}
