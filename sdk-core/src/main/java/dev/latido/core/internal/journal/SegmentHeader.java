package dev.latido.core.internal.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} bytes of a segment. Immutable.
 *
 * @param number the place of the segment in the log, and the name of its file
 * @param covers the first of the segments that this one replaces: files with numbers from there to below its own are
 *     void
 * @param previous the number of the segment before this one, 0 if there is none
 * @param previousLength where the previous segment ends; the rest of its file is void
 * @param length where this segment ends if it was rewritten; 0 if the header of the next segment tells where
 * @param lastSequence the largest sequence that was appended before this segment was created
 */
record SegmentHeader(int number, int covers, int previous, int previousLength, int length, long lastSequence) {

    static final int BYTES = 48;

    private static final long MAGIC = 0x4c615469_646f4a31L; // "LaTidoJ1"
    private static final int CHECKED = BYTES - Integer.BYTES;
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 10;

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putInt(number)
                .putInt(covers)
                .putInt(previous)
                .putInt(previousLength)
                .putInt(length)
                .putLong(lastSequence);
        bytes.putInt(CHECKED, checksum(bytes.array()));
        return bytes.array();
    }

    /** Returns the header at the start of the bytes, {@code null} if there is no valid one. */
    static @Nullable SegmentHeader decode(byte[] data, int size) {
        if (size < BYTES) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(data, 0, BYTES);
        if (bytes.getLong() != MAGIC || bytes.getInt(CHECKED) != checksum(data)) {
            return null;
        }
        return new SegmentHeader(
                bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getLong());
    }

    private static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, CHECKED);
        return (int) crc.getValue();
    }

    String fileName() {
        return fileName(number);
    }

    static String fileName(int number) {
        return String.format("%0" + DIGITS + "d%s", number, SUFFIX);
    }

    /** Returns the number in the name of a segment's file, 0 if the name is not that of a segment. */
    static int number(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(name.substring(0, DIGITS)));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
