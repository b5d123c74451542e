package dev.latido.core.internal.journal;

/**
 * The end of the last segment of a process that may have been killed.
 *
 * <p>Up to {@code proven} its records are on the disk, because a later one says so. From there to {@code end} they are
 * sound, but the process may have died, or the disk failed, before they were forced: they are kept, by writing them
 * again. What follows was not written completely: nobody was told that it was stored.
 *
 * @param proven where the records end that are known to be on the disk
 * @param end where the first record starts that is not sound
 * @param lastSequence the largest sequence that its marks name
 */
record Tail(int proven, int end, long lastSequence) {

    /** Looks at a whole segment, behind an unsound record byte by byte. */
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

    /** Whether a record is unsound that was on the disk. */
    boolean isDamaged() {
        return end < proven;
    }
}
