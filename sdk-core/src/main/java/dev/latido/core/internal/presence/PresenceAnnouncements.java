package dev.latido.core.internal.presence;

import dev.latido.core.PresenceFormat;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one start of a device says of itself on its presence topic.
 *
 * @param boot random, one for each start
 */
record PresenceAnnouncements(Topic topic, PresenceFormat format, String boot) {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";
    static final String STATUS = "status";
    static final String CAUSE = "cause";
    static final String BOOT = "boot";
    static final String SINCE = "since";
    static final String CONNECT = "connect";
    static final String GOODBYE = "goodbye";
    static final String WILL = "will";

    OutgoingPublish online(Instant since) {
        return message(ONLINE, CONNECT, since.toEpochMilli());
    }

    OutgoingPublish goodbye(Instant since) {
        return message(OFFLINE, GOODBYE, since.toEpochMilli());
    }

    /** Written before the session that it ends, so it cannot know when. */
    OutgoingPublish will() {
        return message(OFFLINE, WILL, -1);
    }

    private OutgoingPublish message(String status, String cause, long since) {
        if (format == PresenceFormat.TEXT) {
            return OutgoingPublish.of(
                    topic, utf8(status), true, List.of(Map.entry(BOOT, boot), Map.entry(CAUSE, cause)));
        }
        List<String> fields = new ArrayList<>(List.of(text(STATUS, status), text(CAUSE, cause), text(BOOT, boot)));
        if (since >= 0) {
            fields.add("\"" + SINCE + "\":" + since);
        }
        return OutgoingPublish.of(topic, utf8("{" + String.join(",", fields) + "}"), true, List.of());
    }

    /** The values are the SDK's own and need no escaping. */
    private static String text(String name, String value) {
        return "\"" + name + "\":\"" + value + "\"";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
