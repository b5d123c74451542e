package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.PacketType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A packet: its bytes and the positions of the fields that the proxy uses. Immutable. */
final class Frame {

    private static final int DUP = 0x08;

    private final byte[] bytes;
    private final PacketType type;
    private final Layout layout;

    /**
     * The positions and values of fields.
     *
     * @param topic of a PUBLISH, alias resolved; the first filter of a SUBSCRIBE or UNSUBSCRIBE; else empty
     * @param topicAlias 0 for none
     * @param topicAt of a PUBLISH: position of the topic's length
     * @param topicLength of a PUBLISH: bytes of the topic as sent, 0 when only an alias was sent
     * @param packetIdAt 0 for none
     * @param payloadAt of a PUBLISH
     * @param reasonCode -1 for none
     * @param entries number of filters or of reason codes
     */
    record Layout(
            String topic,
            int topicAlias,
            int topicAt,
            int topicLength,
            int packetIdAt,
            int payloadAt,
            int reasonCode,
            int entries) {

        static final Layout EMPTY = new Layout("", 0, 0, 0, 0, 0, -1, 0);

        static Layout ofAck(int packetIdAt, int reasonCode, int entries) {
            return new Layout("", 0, 0, 0, packetIdAt, 0, reasonCode, entries);
        }

        static Layout ofFilters(int packetIdAt, String firstFilter, int entries) {
            return new Layout(firstFilter, 0, 0, 0, packetIdAt, 0, -1, entries);
        }
    }

    Frame(byte[] bytes, PacketType type, Layout layout) {
        this.bytes = bytes;
        this.type = type;
        this.layout = layout;
    }

    /** Returns a packet created by the proxy. */
    static Frame made(PacketType type, int... body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 4);
        out.write(type.code() << 4 | (type == PacketType.PUBREL ? 2 : 0));
        writeVarint(out, body.length);
        for (int b : body) {
            out.write(b);
        }
        return new Frame(out.toByteArray(), type, Layout.EMPTY);
    }

    PacketType type() {
        return type;
    }

    String topic() {
        return layout.topic();
    }

    int topicAlias() {
        return layout.topicAlias();
    }

    boolean carriesTopic() {
        return layout.topicLength() > 0;
    }

    int reasonCode() {
        return layout.reasonCode();
    }

    int entries() {
        return layout.entries();
    }

    int size() {
        return bytes.length;
    }

    int qos() {
        return type == PacketType.PUBLISH ? bytes[0] >> 1 & 3 : 0;
    }

    boolean isDup() {
        return type == PacketType.PUBLISH && (bytes[0] & DUP) != 0;
    }

    boolean isRetained() {
        return type == PacketType.PUBLISH && (bytes[0] & 1) != 0;
    }

    /** Returns the packet identifier; 0 if there is none. */
    int packetId() {
        int at = layout.packetIdAt();
        return at == 0 ? 0 : ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }

    byte[] payload() {
        return type == PacketType.PUBLISH ? Arrays.copyOfRange(bytes, layout.payloadAt(), bytes.length) : new byte[0];
    }

    boolean hasPayload() {
        return type == PacketType.PUBLISH && layout.payloadAt() < bytes.length;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, bytes.length);
    }

    /**
     * Writes the packet as {@link #writeTo(ByteArrayOutputStream)} does, with the topic spelled out if only an alias
     * was sent.
     */
    void writeWithTopicTo(ByteArrayOutputStream out) {
        byte[] name = layout.topic().getBytes(StandardCharsets.UTF_8);
        int restAt = layout.topicAt() + 2 + layout.topicLength();
        out.write(bytes[0]);
        writeVarint(out, 2 + name.length + bytes.length - restAt);
        out.write(name.length >> 8);
        out.write(name.length);
        out.write(name, 0, name.length);
        out.write(bytes, restAt, bytes.length - restAt);
    }

    Frame withDup(boolean dup) {
        byte[] copy = bytes.clone();
        copy[0] = (byte) (dup ? copy[0] | DUP : copy[0] & ~DUP);
        return new Frame(copy, type, layout);
    }

    Frame withPacketId(int id) {
        byte[] copy = bytes.clone();
        copy[layout.packetIdAt()] = (byte) (id >> 8);
        copy[layout.packetIdAt() + 1] = (byte) id;
        return new Frame(copy, type, layout);
    }

    Frame withCorruptPayload() {
        byte[] copy = bytes.clone();
        copy[copy.length - 1] = (byte) ~copy[copy.length - 1];
        return new Frame(copy, type, layout);
    }

    private static void writeVarint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7F) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
