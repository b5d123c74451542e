package dev.latido.testkit.internal.mqtt;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the data types of MQTT 5 (section 1.5) from the bytes of one packet. Not thread-safe. */
public final class PacketReader {

    private static final int MOST_DIGITS = 4;

    private final byte[] bytes;
    private int position;

    private PacketReader(byte[] bytes, int position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** Starts at the first byte. */
    public static PacketReader of(byte[] body) {
        return new PacketReader(body, 0);
    }

    /** Starts after the fixed header of a packet that is there as a whole. */
    public static PacketReader ofBody(byte[] packet) throws MalformedPacketException {
        PacketReader reader = new PacketReader(packet, 1);
        reader.varint();
        return reader;
    }

    /** Reads the body of the next packet from a stream; the packet's first byte has been read already. */
    public static PacketReader next(DataInputStream in) throws IOException {
        int length = 0;
        for (int digits = 0; digits < MOST_DIGITS; digits++) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << (7 * digits);
            if ((digit & 0x80) == 0) {
                // Allocates no more than arrives, whatever length was announced.
                byte[] body = in.readNBytes(length);
                if (body.length < length) {
                    throw new EOFException("stream ended inside a packet");
                }
                return of(body);
            }
        }
        throw new MalformedPacketException("remaining length of more than 4 bytes");
    }

    public int position() {
        return position;
    }

    public int remaining() {
        return bytes.length - position;
    }

    public int u8() throws MalformedPacketException {
        return bytes[advance(1)] & 0xFF;
    }

    public int u16() throws MalformedPacketException {
        int at = advance(2);
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }

    /** Reads a variable byte integer. */
    int varint() throws MalformedPacketException {
        int value = 0;
        for (int digits = 0; digits < MOST_DIGITS; digits++) {
            int digit = u8();
            value |= (digit & 0x7F) << (7 * digits);
            if ((digit & 0x80) == 0) {
                return value;
            }
        }
        throw new MalformedPacketException("variable byte integer of more than 4 bytes");
    }

    public String text() throws MalformedPacketException {
        int length = u16();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    /** Passes over a string or binary data. */
    public void skipField() throws MalformedPacketException {
        advance(u16());
    }

    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
        position = bytes.length;
        return rest;
    }

    /** Moves on and returns the position before. */
    public int advance(int count) throws MalformedPacketException {
        if (count > remaining()) {
            throw new MalformedPacketException("packet ends inside a field");
        }
        int before = position;
        position += count;
        return before;
    }
}
