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
 * The messages that one start of a device publishes on its presence topic. Immutable.
 *
 * @param topic the presence topic
 * @param format the format of the payload
 * @param boot the random id of this start
 * @param willed whether the connection has a Last Will
 */
public record PresenceAnnouncements(Topic topic, PresenceFormat format, String boot, boolean willed) {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";
    static final String STATUS = "status";
    static final String CAUSE = "cause";
    static final String BOOT = "boot";
    static final String SINCE = "since";
    static final String CONNECT = "connect";
    static final String GOODBYE = "goodbye";
    static final String WILL = "will";

    /** The messages of a connection with a Last Will. */
    public PresenceAnnouncements(Topic topic, PresenceFormat format, String boot) {
        this(topic, format, boot, true);
    }

    /** Returns the same messages for a connection without a Last Will. */
    public PresenceAnnouncements withoutWill() {
        return new PresenceAnnouncements(topic, format, boot, false);
    }

    /** Returns the message that announces a new connection. */
    public OutgoingPublish online(Instant since) {
        return message(ONLINE, CONNECT, since.toEpochMilli());
    }

    /** Returns the message that announces a graceful disconnect. */
    public OutgoingPublish goodbye(Instant since) {
        return message(OFFLINE, GOODBYE, since.toEpochMilli());
    }

    /** Returns the Last Will. It is written before the session starts, and therefore without the time of its end. */
    public OutgoingPublish will() {
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

    /** Returns a JSON field. The values are the SDK's own and need no escaping. */
    private static String text(String name, String value) {
        return "\"" + name + "\":\"" + value + "\"";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
