package dev.latido.core.internal.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.OutboxMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confinement: only the committer's thread writes; any thread reads, one at a time, with the monitor of the log.
 *
 * <p>The segments of a journal: the newest is being written, the others are sealed. A new segment is complete and on
 * the disk before it gets its name, and its header tells where the previous segment ends. Therefore a segment that
 * could not be forced counts up to the point that is known to be on the disk, and is never written again.
 */
final class SegmentLog {

    private static final Logger log = LoggerFactory.getLogger(SegmentLog.class);
    private static final String NEW = ".new";
    private static final int READ_AHEAD = 128 * 1024;

    private final Disk disk;

    @GuardedBy("this")
    private final NavigableMap<Integer, Segment> segments = new TreeMap<>();

    /** Only on the committer's thread, like the three below. */
    private Segment active;

    private int end;
    private int durable;
    private boolean marked;

    @GuardedBy("this")
    private final byte[] window = new byte[READ_AHEAD];

    @GuardedBy("this")
    private int windowSegment;

    @GuardedBy("this")
    private int windowStart;

    @GuardedBy("this")
    private int windowLength;

    /**
     * A log that continues after the segments of an earlier process.
     *
     * @param sealed the segments of the earlier process, oldest first
     * @param active the segment to write to, complete up to its length
     */
    SegmentLog(Disk disk, List<Segment> sealed, Segment active) {
        this.disk = disk;
        sealed.forEach(segment -> segments.put(segment.number(), segment));
        segments.put(active.number(), active);
        this.active = active;
        this.end = active.length();
        this.durable = end;
    }

    Disk disk() {
        return disk;
    }

    // --- creating segments ---

    /** Creates a segment with the given records. It is on the disk before it gets its name. */
    static Segment make(Disk disk, SegmentHeader header, byte[] records, int from, int length) throws IOException {
        String temporary = header.fileName() + NEW;
        DiskFile file = disk.create(temporary);
        try {
            file.write(0, header.encode(), 0, SegmentHeader.BYTES);
            file.write(SegmentHeader.BYTES, records, from, length);
            file.force();
            disk.rename(temporary, header.fileName());
            disk.force();
            return new Segment(header, file, SegmentHeader.BYTES + length);
        } catch (IOException e) {
            file.close();
            deleteQuietly(disk, temporary);
            throw e;
        }
    }

    static boolean isUnfinished(String name) {
        return name.endsWith(NEW);
    }

    static void deleteQuietly(Disk disk, String name) {
        try {
            disk.delete(name);
        } catch (IOException e) {
            log.debug("{} could not be deleted in {}; the next start tries again", name, disk.path(), e);
        }
    }

    // --- writing: only on the committer's thread ---

    int activeNumber() {
        return active.number();
    }

    int end() {
        return end;
    }

    int durable() {
        return durable;
    }

    /** Writes records after all others. They count once they are forced. */
    void append(byte[] records, int length) throws IOException {
        active.file().write(end, records, 0, length);
        end += length;
        marked = false;
    }

    /** Returns whether everything that was written is forced. */
    boolean isForced() {
        return durable == end;
    }

    /** Notes that the last record tells how far the log is forced. */
    void marked() {
        marked = true;
    }

    boolean isMarked() {
        return marked;
    }

    void force() throws IOException {
        active.file().force();
        durable = end;
    }

    /** Continues in a new segment; the old one ends where it is known to be on the disk. */
    void roll(long lastSequence) throws IOException {
        int number = active.number() + 1;
        SegmentHeader header = new SegmentHeader(number, number, active.number(), durable, 0, lastSequence);
        Segment next = make(disk, header, new byte[0], 0, 0);
        synchronized (this) {
            segments.put(active.number(), active.ending(durable));
            segments.put(number, next);
            active = next;
            end = next.length();
            durable = end;
            windowLength = 0;
        }
    }

    /** Returns the sealed segments, oldest first. */
    synchronized List<Segment> sealed() {
        return new ArrayList<>(segments.headMap(active.number()).values());
    }

    /** Deletes the oldest segments, whose messages have all been removed. */
    void delete(List<Segment> oldest) throws IOException {
        for (Segment segment : oldest) {
            forget(segment);
            disk.delete(segment.header().fileName());
        }
    }

    /**
     * Replaces several segments by one, whose file already has its name.
     *
     * @param whileNobodyReads runs with the monitor held, so that no read sees the old places of messages
     */
    void replace(List<Segment> old, Segment rewritten, Runnable whileNobodyReads) throws IOException {
        synchronized (this) {
            windowLength = 0;
            for (Segment segment : old) {
                segments.remove(segment.number());
            }
            segments.put(rewritten.number(), rewritten);
            whileNobodyReads.run();
        }
        for (Segment segment : old) {
            segment.file().close();
            if (segment.number() != rewritten.number()) {
                disk.delete(segment.header().fileName());
            }
        }
    }

    private synchronized void forget(Segment segment) throws IOException {
        segments.remove(segment.number());
        if (windowSegment == segment.number()) {
            windowLength = 0;
        }
        segment.file().close();
    }

    // --- reading: any thread ---

    /** The location and length of a record. */
    record Place(long location, int length) {}

    /**
     * Reads the message at a place. The caller must have held the monitor since it looked the place up, so that no
     * segment is replaced in between.
     */
    @GuardedBy("this")
    OutboxMessage read(Place place) throws IOException {
        int number = JournalIndex.segment(place.location());
        int offset = JournalIndex.offset(place.location());
        Segment segment = segments.get(number);
        if (segment == null) {
            throw new IOException("segment " + number + " in " + disk.path() + " no longer exists");
        }
        byte[] bytes = window;
        int at = offset - windowStart;
        if (number != windowSegment || at < 0 || at + place.length() > windowLength) {
            if (place.length() > READ_AHEAD) {
                bytes = new byte[place.length()];
                segment.file().read(offset, bytes, 0, place.length());
            } else {
                windowLength = 0;
                windowLength = segment.file().read(offset, window, 0, READ_AHEAD);
                windowSegment = number;
                windowStart = offset;
            }
            at = 0;
        }
        int limit = bytes.length == window.length ? windowLength : bytes.length;
        if (Records.check(bytes, at, Math.min(limit, at + place.length())) != place.length()
                || Records.type(bytes, at) != Records.MESSAGE) {
            windowLength = 0;
            throw damaged(segment, offset);
        }
        return Records.message(bytes, at, place.length());
    }

    DamageException damaged(Segment segment, int offset) {
        return new DamageException(file(segment), offset, "the checksum of the record does not match");
    }

    private Path file(Segment segment) {
        return disk.path().resolve(segment.header().fileName());
    }

    synchronized void close() {
        for (Segment segment : segments.values()) {
            try {
                segment.file().close();
            } catch (IOException e) {
                log.debug("{} could not be closed", file(segment), e);
            }
        }
        segments.clear();
    }
}
