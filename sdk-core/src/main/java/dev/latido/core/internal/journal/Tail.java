package dev.latido.core.internal.journal;

/**
 * The end of the last segment of a process that may have crashed. Immutable.
 *
 * <p>Records up to {@code proven} are on the disk, because a later mark states it. Records from there to {@code end}
 * are valid, but the process may have crashed, or the disk may have failed, before they were forced. They are kept by
 * writing them again. The bytes after {@code end} were not written completely; no publisher was notified that they were
 * stored.
 *
 * @param proven the end of the records that are known to be on the disk
 * @param end the start of the first invalid record
 * @param lastSequence the largest sequence that the marks name
 */
record Tail(int proven, int end, long lastSequence) {

    /** Examines a whole segment; after an invalid record, byte by byte. */
    static Tail of(int segment, byte[] data, int size) {
        int end = SegmentHeader.BYTES;
        int proven = SegmentHeader.BYTES;
        long lastSequence = 0;
        boolean torn = false;
        int offset = end;
        while (offset < size) {
            int length = Records.check(data, offset, size);
            if (length < 0) {
                torn = true;
                offset++;
                continue;
            }
            if (Records.type(data, offset) == Records.MARK && Records.markedSegment(data, offset) == segment) {
                proven = Math.max(proven, Records.markedLength(data, offset));
                lastSequence = Math.max(lastSequence, Records.markedSequence(data, offset));
            }
            offset += length;
            end = torn ? end : offset;
        }
        return new Tail(proven, end, lastSequence);
    }

    /** Returns whether a record that was on the disk is invalid. */
    boolean isDamaged() {
        return end < proven;
    }
}
