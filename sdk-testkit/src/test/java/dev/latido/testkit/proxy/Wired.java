package dev.latido.testkit.proxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packets as bytes, written by hand so that the proxy's own code is not its judge. */
final class Wired {

    private Wired() {}

    static byte[] packet(int first, byte[]... parts) {
        byte[] body = concat(parts);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int rest = body.length;
        do {
            out.write((rest & 0x7F) | (rest > 0x7F ? 0x80 : 0));
            rest >>>= 7;
        } while (rest > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    static byte[] connect(int version, String clientId) {
        return connect(version, clientId, bytes());
    }

    static byte[] connect(int version, String clientId, byte[] properties) {
        return packet(
                0x10,
                text("MQTT"),
                bytes(version, 2, 0, 60),
                version == 5 ? concat(bytes(properties.length), properties) : bytes(),
                text(clientId));
    }

    static byte[] connack(int version, int code) {
        return version == 5 ? packet(0x20, bytes(0, code, 0)) : packet(0x20, bytes(0, code));
    }

    static byte[] publish(int version, String topic, int qos, int id, String payload) {
        return publish(version, topic, qos, id, bytes(), payload);
    }

    static byte[] publish(int version, String topic, int qos, int id, byte[] properties, String payload) {
        return packet(
                0x30 | (qos << 1),
                text(topic),
                qos > 0 ? u16(id) : bytes(),
                version == 5 ? concat(bytes(properties.length), properties) : bytes(),
                payload.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] alias(int alias) {
        return bytes(0x23, 0, alias);
    }

    static byte[] withDup(byte[] publish) {
        byte[] copy = publish.clone();
        copy[0] = (byte) (copy[0] | 8);
        return copy;
    }

    static byte[] puback(int id) {
        return packet(0x40, u16(id));
    }

    static byte[] puback(int id, int code) {
        return packet(0x40, u16(id), bytes(code));
    }

    static byte[] pubrec(int id) {
        return packet(0x50, u16(id));
    }

    static byte[] pubrel(int id) {
        return packet(0x62, u16(id));
    }

    static byte[] pubcomp(int id) {
        return packet(0x70, u16(id));
    }

    static byte[] subscribe(int version, int id, String... filters) {
        byte[] body = concat(u16(id), version == 5 ? bytes(0) : bytes());
        for (String filter : filters) {
            body = concat(body, text(filter), bytes(1));
        }
        return packet(0x82, body);
    }

    static byte[] unsubscribe(int version, int id, String filter) {
        return packet(0xA2, u16(id), version == 5 ? bytes(0) : bytes(), text(filter));
    }

    static byte[] suback(int version, int id, int... codes) {
        return packet(0x90, u16(id), version == 5 ? bytes(0) : bytes(), bytes(codes));
    }

    static byte[] pingreq() {
        return packet(0xC0);
    }

    static byte[] pingresp() {
        return packet(0xD0);
    }

    static byte[] text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return concat(u16(utf8.length), utf8);
    }

    static byte[] u16(int value) {
        return bytes(value >> 8, value);
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** The packet id of a PUBLISH with QoS 1 or 2. */
    static int idOf(byte[] publish) {
        int at = 1;
        while (publish[at++] < 0) {
            // Remaining length goes on.
        }
        at += 2 + ((publish[at] & 0xFF) << 8) + (publish[at + 1] & 0xFF);
        return ((publish[at] & 0xFF) << 8) + (publish[at + 1] & 0xFF);
    }
}
