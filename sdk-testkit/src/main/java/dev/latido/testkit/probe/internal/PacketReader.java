package dev.latido.testkit.probe.internal;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the data types of MQTT 5 (section 1.5) from the body of one packet. Not thread-safe. */
final class PacketReader {

    private static final int MOST_DIGITS = 4;

    private final byte[] body;
    private int position;

    PacketReader(byte[] body) {
        this.body = body;
    }

    /** The body of the next packet, whose first byte was read. */
    static PacketReader next(DataInputStream in) throws IOException {
        int length = 0;
        for (int digits = 0; digits < MOST_DIGITS; digits++) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << (7 * digits);
            if ((digit & 0x80) == 0) {
                // As much as arrives, whatever was announced.
                byte[] body = in.readNBytes(length);
                if (body.length < length) {
                    throw new EOFException("stream ended inside a packet");
                }
                return new PacketReader(body);
            }
        }
        throw new ProtocolException("remaining length of more than 4 bytes");
    }

    boolean isAtEnd() {
        return position == body.length;
    }

    int position() {
        return position;
    }

    int u8() throws ProtocolException {
        return body[advance(1)] & 0xFF;
    }

    int u16() throws ProtocolException {
        return u8() << 8 | u8();
    }

    int varint() throws ProtocolException {
        int value = 0;
        for (int digits = 0; digits < MOST_DIGITS; digits++) {
            int digit = u8();
            value |= (digit & 0x7F) << (7 * digits);
            if ((digit & 0x80) == 0) {
                return value;
            }
        }
        throw new ProtocolException("variable byte integer of more than 4 bytes");
    }

    String text() throws ProtocolException {
        int length = u16();
        return new String(body, advance(length), length, StandardCharsets.UTF_8);
    }

    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(body, position, body.length);
        position = body.length;
        return rest;
    }

    /** Moves on and returns the position before. */
    int advance(int count) throws ProtocolException {
        if (count > body.length - position) {
            throw new ProtocolException("packet ends inside a field");
        }
        int before = position;
        position += count;
        return before;
    }
}
