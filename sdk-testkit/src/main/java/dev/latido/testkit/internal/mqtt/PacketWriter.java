package dev.latido.testkit.internal.mqtt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Builds one packet of MQTT 5. Not thread-safe. */
public final class PacketWriter {

    private static final int LONGEST_FIELD = 65_535;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    public PacketWriter u8(int value) {
        body.write(value);
        return this;
    }

    public PacketWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    public PacketWriter text(String text) {
        return binary(text.getBytes(StandardCharsets.UTF_8));
    }

    public PacketWriter binary(byte[] bytes) {
        if (bytes.length > LONGEST_FIELD) {
            throw new IllegalArgumentException("a field of MQTT holds at most 65535 bytes, not " + bytes.length);
        }
        u16(bytes.length);
        body.writeBytes(bytes);
        return this;
    }

    /** The packet with its fixed header: type and flags, then the length. */
    public byte[] packet(int first) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(first);
        int left = body.size();
        while (left > 0x7F) {
            packet.write(0x80 | (left & 0x7F));
            left >>= 7;
        }
        packet.write(left);
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }
}
