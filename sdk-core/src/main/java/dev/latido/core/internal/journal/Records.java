package dev.latido.core.internal.journal;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Qos;
import dev.latido.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes records: length of the body (4), CRC32C of length and body (4), body. The body starts with its
 * type. The parts of a message that recovery needs are at fixed offsets, so that it creates no objects. Stateless.
 */
final class Records {

    /** A message: flags, sequence, time in milliseconds, size, then the parts of variable length. */
    static final byte MESSAGE = (byte) 0xB1;

    /** Removals of messages: urgency, then sequences. */
    static final byte REMOVAL = (byte) 0xB2;

    /** The part of the log that was on the disk when the mark was written: segment, offset, largest sequence. */
    static final byte MARK = (byte) 0xB3;

    static final int PREFIX = 8;
    static final int MARK_BYTES = PREFIX + 1 + 4 + 4 + 8;

    private static final int FLAGS = PREFIX + 1;
    private static final int SEQUENCE = FLAGS + 1;
    private static final int CREATED = SEQUENCE + 8;
    private static final int SIZE = CREATED + 8;
    private static final int REST = SIZE + 4;

    private static final int QOS = 0b11;
    private static final int RETAINED = 1 << 2;
    private static final int EXPIRY = 1 << 3;
    private static final int CONTENT_TYPE = 1 << 4;
    private static final int URGENT = 1 << 5;

    private Records() {}

    // --- reading ---

    /** Returns the length of the whole record that starts at the offset, or -1 if there is no valid one. */
    static int check(byte[] data, int offset, int end) {
        if (end - offset <= PREFIX) {
            return -1;
        }
        ByteBuffer bytes = ByteBuffer.wrap(data);
        int body = bytes.getInt(offset);
        byte type = data[offset + PREFIX];
        if (body < 1 || body > end - offset - PREFIX || type < MESSAGE || type > MARK) {
            return -1;
        }
        return bytes.getInt(offset + 4) == checksum(data, offset, body) ? PREFIX + body : -1;
    }

    private static int checksum(byte[] data, int offset, int body) {
        CRC32C crc = new CRC32C();
        crc.update(data, offset, 4);
        crc.update(data, offset + PREFIX, body);
        return (int) crc.getValue();
    }

    static byte type(byte[] data, int offset) {
        return data[offset + PREFIX];
    }

    static long sequence(byte[] data, int offset) {
        return ByteBuffer.wrap(data).getLong(offset + SEQUENCE);
    }

    static long createdAt(byte[] data, int offset) {
        return ByteBuffer.wrap(data).getLong(offset + CREATED);
    }

    /** Returns the size of the message as the bound counts it. */
    static int size(byte[] data, int offset) {
        return ByteBuffer.wrap(data).getInt(offset + SIZE);
    }

    static boolean urgent(byte[] data, int offset) {
        return (data[offset + FLAGS] & URGENT) != 0;
    }

    static int removals(int length) {
        return (length - PREFIX - 2) / Long.BYTES;
    }

    static boolean removesUrgent(byte[] data, int offset) {
        return data[offset + PREFIX + 1] != 0;
    }

    static long removal(byte[] data, int offset, int index) {
        return ByteBuffer.wrap(data).getLong(offset + PREFIX + 2 + index * Long.BYTES);
    }

    static int markedSegment(byte[] data, int offset) {
        return ByteBuffer.wrap(data).getInt(offset + PREFIX + 1);
    }

    static int markedLength(byte[] data, int offset) {
        return ByteBuffer.wrap(data).getInt(offset + PREFIX + 5);
    }

    static long markedSequence(byte[] data, int offset) {
        return ByteBuffer.wrap(data).getLong(offset + PREFIX + 9);
    }

    static OutboxMessage message(byte[] data, int offset, int length) {
        int flags = data[offset + FLAGS];
        ByteBuffer in = ByteBuffer.wrap(data, offset + REST, length - REST);
        String id = text(in);
        Topic topic = Topic.unchecked(text(in));
        Duration expiry = (flags & EXPIRY) == 0 ? null : Duration.ofSeconds(in.getLong(), in.getInt());
        String contentType = (flags & CONTENT_TYPE) == 0 ? null : text(in);
        List<Map.Entry<String, String>> properties = properties(in);
        byte[] payload = new byte[in.remaining()];
        in.get(payload);
        return new OutboxMessage(
                sequence(data, offset),
                id,
                topic,
                payload,
                options(flags, expiry, contentType, properties),
                Instant.ofEpochMilli(createdAt(data, offset)));
    }

    private static DeliveryOptions options(
            int flags,
            @Nullable Duration expiry,
            @Nullable String contentType,
            List<Map.Entry<String, String>> properties) {
        return new DeliveryOptions(qos(flags & QOS), (flags & RETAINED) != 0, expiry, contentType, properties);
    }

    private static Qos qos(int number) {
        return switch (number) {
            case 0 -> Qos.AT_MOST_ONCE;
            case 1 -> Qos.AT_LEAST_ONCE;
            default -> Qos.EXACTLY_ONCE;
        };
    }

    private static int number(Qos qos) {
        return switch (qos) {
            case AT_MOST_ONCE -> 0;
            case AT_LEAST_ONCE -> 1;
            case EXACTLY_ONCE -> 2;
        };
    }

    private static List<Map.Entry<String, String>> properties(ByteBuffer in) {
        int count = in.getInt();
        if (count == 0) {
            return List.of();
        }
        List<Map.Entry<String, String>> properties = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            properties.add(Map.entry(text(in), text(in)));
        }
        return properties;
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        String text = new String(in.array(), in.arrayOffset() + in.position(), length, StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    // --- writing ---

    /** Appends the record of a message; returns its length. */
    static int writeMessage(Bytes out, OutboxMessage message) {
        DeliveryOptions options = message.options();
        int start = begin(out, MESSAGE);
        out.putByte((byte) (number(options.qos())
                | (options.retained() ? RETAINED : 0)
                | (options.expiry() != null ? EXPIRY : 0)
                | (options.contentType() != null ? CONTENT_TYPE : 0)
                | (message.urgent() ? URGENT : 0)));
        out.putLong(message.sequence());
        out.putLong(message.createdAt().toEpochMilli());
        out.putInt(message.size());
        out.putText(message.id());
        out.putText(message.topic().toString());
        if (options.expiry() != null) {
            out.putLong(options.expiry().toSeconds());
            out.putInt(options.expiry().toNanosPart());
        }
        if (options.contentType() != null) {
            out.putText(options.contentType());
        }
        out.putInt(options.userProperties().size());
        for (Map.Entry<String, String> property : options.userProperties()) {
            out.putText(property.getKey());
            out.putText(property.getValue());
        }
        out.putBytes(message.payload());
        return end(out, start);
    }

    static void writeRemovals(Bytes out, boolean urgent, Longs sequences) {
        if (sequences.isEmpty()) {
            return;
        }
        int start = begin(out, REMOVAL);
        out.putByte((byte) (urgent ? 1 : 0));
        for (int i = 0; i < sequences.size(); i++) {
            out.putLong(sequences.get(i));
        }
        end(out, start);
    }

    static void writeMark(Bytes out, int segment, int length, long lastSequence) {
        int start = begin(out, MARK);
        out.putInt(segment);
        out.putInt(length);
        out.putLong(lastSequence);
        end(out, start);
    }

    private static int begin(Bytes out, byte type) {
        int start = out.length();
        out.putLong(0);
        out.putByte(type);
        return start;
    }

    private static int end(Bytes out, int start) {
        int length = out.length() - start;
        out.setInt(start, length - PREFIX);
        out.setInt(start + 4, checksum(out.array(), start, length - PREFIX));
        return length;
    }
}
