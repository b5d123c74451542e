package dev.latido.testkit.proxy.internal;

import java.nio.charset.StandardCharsets;

/** Reads the field types of MQTT from a packet; running over the end is a malformed packet. */
final class PacketCursor {

    private final byte[] bytes;
    private int position;

    PacketCursor(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    int position() {
        return position;
    }

    int remaining() {
        return bytes.length - position;
    }

    int u8() throws MalformedPacketException {
        return bytes[advance(1)] & 0xFF;
    }

    int u16() throws MalformedPacketException {
        int at = advance(2);
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }

    int varint() throws MalformedPacketException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int digit = u8();
            value |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedPacketException("variable byte integer of more than 4 bytes");
    }

    String text() throws MalformedPacketException {
        int length = u16();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    void skipBinary() throws MalformedPacketException {
        advance(u16());
    }

    /** Moves on and returns the position before. */
    int advance(int count) throws MalformedPacketException {
        int at = position;
        if (count > remaining()) {
            throw new MalformedPacketException("packet ends inside a field");
        }
        position += count;
        return at;
    }
}
