package dev.latido.core.internal.limits;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.util.Map;

/**
 * The size of a PUBLISH packet with all its parts. It must be known before the MQTT client gets the message: for a packet
 * that exceeds the broker's limit, the client leaves the user properties out, which may contain the message id; or it
 * does not send the message, but has given its topic an alias, under which it sends later messages.
 */
final class PacketSize {

    /** More than all headers without topic and properties. */
    private static final int HEADERS = 32;

    /** The longest encoding of a {@code char} in UTF-8; a pair of surrogates takes 4 bytes. */
    private static final int LONGEST_CHAR = 3;

    private static final int LENGTH = 2;
    private static final int PACKET_ID = 2;
    private static final int EXPIRY = 5;

    private PacketSize() {}

    /** Returns whether a message exceeds a limit, without counting exactly for the usual small message. */
    static boolean exceeds(int limit, Topic topic, byte[] payload, DeliveryOptions options, int aliasBytes) {
        boolean plain =
                options.contentType() == null && options.userProperties().isEmpty();
        long most = (long) payload.length + (long) topic.toString().length() * LONGEST_CHAR + HEADERS;
        return !(plain && most <= limit) && ofMqtt5(topic, payload, options, aliasBytes) > limit;
    }

    /**
     * Returns the size of a packet of MQTT 5.
     *
     * @param aliasBytes {@link GrantCheck#TOPIC_ALIAS} if the client may add an alias to the topic, otherwise 0
     */
    static long ofMqtt5(Topic topic, byte[] payload, DeliveryOptions options, int aliasBytes) {
        long properties = aliasBytes;
        if (options.expiry() != null) {
            properties += EXPIRY;
        }
        String contentType = options.contentType();
        if (contentType != null) {
            properties += 1 + text(contentType);
        }
        for (Map.Entry<String, String> property : options.userProperties()) {
            properties += 1 + text(property.getKey()) + text(property.getValue());
        }
        properties += digits(properties);
        int packetId = options.qos() == Qos.AT_MOST_ONCE ? 0 : PACKET_ID;
        long rest = text(topic.toString()) + packetId + properties + payload.length;
        return 1 + digits(rest) + rest;
    }

    /** Returns the size of a string with its length (MQTT 5, section 1.5.4). */
    private static long text(String text) {
        long bytes = LENGTH;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes += 1;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                bytes += 2;
            } else {
                bytes += LONGEST_CHAR;
            }
        }
        return bytes;
    }

    /** Returns the size of a variable byte integer (section 1.5.5). */
    private static int digits(long value) {
        int digits = 1;
        for (long left = value >> 7; left > 0; left >>= 7) {
            digits++;
        }
        return digits;
    }
}
