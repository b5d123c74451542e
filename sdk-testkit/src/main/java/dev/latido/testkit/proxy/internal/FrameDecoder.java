package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.internal.mqtt.PacketProperties;
import dev.latido.testkit.internal.mqtt.PacketReader;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.internal.Frame.Layout;
import java.util.HashMap;
import java.util.Map;

/** Finds the fields in the packets of one direction of a connection and remembers topic aliases. Not thread-safe. */
final class FrameDecoder {

    private final Map<Integer, String> aliases = new HashMap<>();

    Frame decode(byte[] packet, int version) throws MalformedPacketException {
        PacketType type = type(packet);
        if (type == PacketType.AUTH && version != 5) {
            throw new MalformedPacketException("AUTH in a version other than MQTT 5");
        }
        PacketReader reader = PacketReader.ofBody(packet);
        Layout layout = switch (type) {
            case CONNECT, PINGREQ, PINGRESP -> Layout.EMPTY;
            case CONNACK -> {
                reader.advance(1);
                yield Layout.ofAck(0, reader.u8(), 0);
            }
            case PUBLISH -> publish(packet, reader, version);
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
                int at = packetId(reader);
                yield Layout.ofAck(at, reader.remaining() > 0 ? reader.u8() : 0, 0);
            }
            case SUBSCRIBE -> filters(reader, version, 1);
            case UNSUBSCRIBE -> filters(reader, version, 0);
            case SUBACK, UNSUBACK -> codes(reader, version);
            case DISCONNECT, AUTH -> Layout.ofAck(0, reader.remaining() > 0 ? reader.u8() : 0, 0);
        };
        return new Frame(packet, type, layout);
    }

    static PacketType type(byte[] packet) {
        return PacketType.of((packet[0] & 0xFF) >> 4);
    }

    private Layout publish(byte[] packet, PacketReader reader, int version) throws MalformedPacketException {
        int topicAt = reader.position();
        String sent = reader.text();
        int topicLength = reader.position() - topicAt - 2;
        boolean acknowledged = (packet[0] & 0x06) != 0;
        int packetIdAt = acknowledged ? packetId(reader) : 0;
        int alias = version == 5 ? PacketProperties.read(reader).topicAlias() : 0;
        String topic = resolve(sent, alias);
        return new Layout(topic, alias, topicAt, topicLength, packetIdAt, reader.position(), -1, 0);
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

    private static Layout filters(PacketReader reader, int version, int optionBytes) throws MalformedPacketException {
        int at = packetId(reader);
        if (version == 5) {
            PacketProperties.read(reader);
        }
        String first = "";
        int count = 0;
        while (reader.remaining() > 0) {
            if (count++ == 0) {
                first = reader.text();
            } else {
                reader.skipField();
            }
            reader.advance(optionBytes);
        }
        if (count == 0) {
            throw new MalformedPacketException("no topic filter");
        }
        return Layout.ofFilters(at, first, count);
    }

    private static Layout codes(PacketReader reader, int version) throws MalformedPacketException {
        int at = packetId(reader);
        if (version == 5) {
            PacketProperties.read(reader);
        }
        int count = reader.remaining();
        return Layout.ofAck(at, count > 0 ? reader.u8() : -1, count);
    }

    /** Checks the identifier and returns its position. */
    private static int packetId(PacketReader reader) throws MalformedPacketException {
        int at = reader.position();
        if (reader.u16() == 0) {
            throw new MalformedPacketException("packet identifier 0");
        }
        return at;
    }
}
