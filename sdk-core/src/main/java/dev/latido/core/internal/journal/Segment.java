package dev.latido.core.internal.journal;

/**
 * One file of the log.
 *
 * @param header what its first bytes say
 * @param file the file, open
 * @param length where its records end; of the segment that is being written, where it began
 */
record Segment(SegmentHeader header, DiskFile file, int length) {

    int number() {
        return header.number();
    }

    Segment ending(int end) {
        return new Segment(header, file, end);
    }
}
