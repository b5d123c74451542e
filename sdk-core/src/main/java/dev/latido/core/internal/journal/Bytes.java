package dev.latido.core.internal.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A buffer of bytes to be written. It grows, and shrinks to its usual size when it is cleared. Not thread-safe. */
final class Bytes {

    private final int usual;
    private ByteBuffer buffer;

    Bytes(int usual) {
        this.usual = usual;
        this.buffer = ByteBuffer.allocate(usual);
    }

    void clear() {
        if (buffer.capacity() > 2 * usual) {
            buffer = ByteBuffer.allocate(usual);
        }
        buffer.clear();
    }

    int length() {
        return buffer.position();
    }

    byte[] array() {
        return buffer.array();
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            int capacity = (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, 2L * buffer.capacity()));
            ByteBuffer larger = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity));
            larger.position(buffer.position());
            buffer = larger;
        }
        return buffer;
    }

    void putByte(byte value) {
        room(1).put(value);
    }

    void putInt(int value) {
        room(Integer.BYTES).putInt(value);
    }

    void putLong(long value) {
        room(Long.BYTES).putLong(value);
    }

    void putBytes(byte[] value) {
        room(value.length).put(value);
    }

    void putBytes(byte[] from, int offset, int length) {
        room(length).put(from, offset, length);
    }

    void putText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putInt(utf8.length);
        putBytes(utf8);
    }

    void setInt(int offset, int value) {
        buffer.putInt(offset, value);
    }
}
