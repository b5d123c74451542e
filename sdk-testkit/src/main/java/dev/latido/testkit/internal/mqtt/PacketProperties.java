package dev.latido.testkit.internal.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a packet (MQTT 5, section 2.2.2) that the kit uses. It checks the others only for their form.
 *
 * @param topicAlias 0 if absent
 * @param receiveMaximum 65535 if absent
 * @param assignedClientId empty if absent
 * @param serverKeepAlive in seconds, null if absent
 * @param contentType null if absent
 * @param userProperties in the order on the wire
 */
public record PacketProperties(
        int topicAlias,
        int receiveMaximum,
        String assignedClientId,
        @Nullable Integer serverKeepAlive,
        @Nullable String contentType,
        List<Map.Entry<String, String>> userProperties) {

    /** The Receive Maximum of a peer that sends none. */
    public static final int NO_RECEIVE_MAXIMUM = 65_535;

    /** The properties of a packet that has none. */
    public static final PacketProperties NONE = new PacketProperties(0, NO_RECEIVE_MAXIMUM, "", null, null, List.of());

    /** Reads the length of the properties, and the properties. */
    public static PacketProperties read(PacketReader reader) throws MalformedPacketException {
        int length = reader.varint();
        if (length == 0) {
            return NONE;
        }
        if (length > reader.remaining()) {
            throw new MalformedPacketException("properties longer than the packet");
        }
        int end = reader.position() + length;
        int topicAlias = 0;
        int receiveMaximum = NO_RECEIVE_MAXIMUM;
        String assignedClientId = "";
        Integer serverKeepAlive = null;
        String contentType = null;
        List<Map.Entry<String, String>> userProperties = new ArrayList<>();
        while (reader.position() < end) {
            int id = reader.varint();
            switch (id) {
                case 0x03 -> contentType = reader.text();
                case 0x12 -> assignedClientId = reader.text();
                case 0x13 -> serverKeepAlive = reader.u16();
                case 0x21 -> receiveMaximum = positive(reader.u16(), "receive maximum");
                case 0x23 -> topicAlias = positive(reader.u16(), "topic alias");
                case 0x26 -> userProperties.add(Map.entry(reader.text(), reader.text()));
                case 0x01, 0x17, 0x19, 0x24, 0x25, 0x28, 0x29, 0x2A -> reader.advance(1);
                case 0x22 -> reader.advance(2);
                case 0x02, 0x11, 0x18, 0x27 -> reader.advance(4);
                case 0x08, 0x09, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> reader.skipField();
                case 0x0B -> reader.varint();
                default -> throw new MalformedPacketException("unknown property 0x" + Integer.toHexString(id));
            }
        }
        if (reader.position() != end) {
            throw new MalformedPacketException("properties end inside a property");
        }
        return new PacketProperties(
                topicAlias,
                receiveMaximum,
                assignedClientId,
                serverKeepAlive,
                contentType,
                List.copyOf(userProperties));
    }

    private static int positive(int value, String name) throws MalformedPacketException {
        if (value == 0) {
            throw new MalformedPacketException(name + " of 0");
        }
        return value;
    }
}
