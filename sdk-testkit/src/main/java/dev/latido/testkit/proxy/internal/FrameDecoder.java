package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.internal.Frame.Layout;
import java.util.HashMap;
import java.util.Map;

/** Finds the fields of the packets of one direction of a connection; remembers topic aliases. Not thread-safe. */
final class FrameDecoder {

    private final Map<Integer, String> aliases = new HashMap<>();

    Frame decode(byte[] packet, int version) throws MalformedPacketException {
        PacketType type = type(packet);
        if (type == PacketType.AUTH && version != 5) {
            throw new MalformedPacketException("AUTH in a version other than MQTT 5");
        }
        PacketCursor cursor = body(packet);
        Layout layout = switch (type) {
            case CONNECT, PINGREQ, PINGRESP -> Layout.EMPTY;
            case CONNACK -> {
                cursor.advance(1);
                yield Layout.ofAck(0, cursor.u8(), 0);
            }
            case PUBLISH -> publish(packet, cursor, version);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                int at = packetId(cursor);
                yield Layout.ofAck(at, cursor.remaining() > 0 ? cursor.u8() : 0, 0);
            }
            case SUBSCRIBE -> filters(cursor, version, 1);
            case UNSUBSCRIBE -> filters(cursor, version, 0);
            case SUBACK, UNSUBACK -> codes(cursor, version);
            case DISCONNECT, AUTH -> Layout.ofAck(0, cursor.remaining() > 0 ? cursor.u8() : 0, 0);
        };
        return new Frame(packet, type, layout);
    }

    static PacketType type(byte[] packet) {
        return PacketType.of((packet[0] & 0xFF) >> 4);
    }

    /** Behind the fixed header. */
    static PacketCursor body(byte[] packet) throws MalformedPacketException {
        PacketCursor cursor = new PacketCursor(packet, 1);
        cursor.varint();
        return cursor;
    }

    private Layout publish(byte[] packet, PacketCursor cursor, int version) throws MalformedPacketException {
        int topicAt = cursor.position();
        String sent = cursor.text();
        int topicLength = cursor.position() - topicAt - 2;
        boolean acknowledged = (packet[0] & 0x06) != 0;
        int packetIdAt = acknowledged ? packetId(cursor) : 0;
        int alias = version == 5 ? Mqtt5Properties.read(cursor).topicAlias() : 0;
        String topic = resolve(sent, alias);
        return new Layout(topic, alias, topicAt, topicLength, packetIdAt, cursor.position(), -1, 0);
    }

    private String resolve(String topic, int alias) throws MalformedPacketException {
        if (!topic.isEmpty()) {
            if (alias != 0) {
                aliases.put(alias, topic);
            }
            return topic;
        }
        String known = aliases.get(alias);
        if (known == null) {
            throw new MalformedPacketException("PUBLISH without a topic, alias " + alias);
        }
        return known;
    }

    private static Layout filters(PacketCursor cursor, int version, int optionBytes) throws MalformedPacketException {
        int at = packetId(cursor);
        if (version == 5) {
            Mqtt5Properties.read(cursor);
        }
        String first = "";
        int count = 0;
        while (cursor.remaining() > 0) {
            if (count++ == 0) {
                first = cursor.text();
            } else {
                cursor.skipBinary();
            }
            cursor.advance(optionBytes);
        }
        if (count == 0) {
            throw new MalformedPacketException("no topic filter");
        }
        return Layout.ofFilters(at, first, count);
    }

    private static Layout codes(PacketCursor cursor, int version) throws MalformedPacketException {
        int at = packetId(cursor);
        if (version == 5) {
            Mqtt5Properties.read(cursor);
        }
        int count = cursor.remaining();
        return Layout.ofAck(at, count > 0 ? cursor.u8() : -1, count);
    }

    /** Checks the identifier, and returns where it is. */
    private static int packetId(PacketCursor cursor) throws MalformedPacketException {
        int at = cursor.position();
        if (cursor.u16() == 0) {
            throw new MalformedPacketException("packet identifier 0");
        }
        return at;
    }
}
