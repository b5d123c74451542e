package dev.latido.core.internal.journal;

/**
 * One file of the log. Immutable.
 *
 * @param header the header, read from the first bytes of the file
 * @param file the file, open
 * @param length where its records end; for the segment that is being written, the length that it had at first
 */
record Segment(SegmentHeader header, DiskFile file, int length) {

    int number() {
        return header.number();
    }

    Segment ending(int end) {
        return new Segment(header, file, end);
    }
}
