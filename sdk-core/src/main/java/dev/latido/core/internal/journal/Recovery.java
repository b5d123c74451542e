package dev.latido.core.internal.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to the thread that opens the journal. Reads the files that earlier processes left in a directory, once, from
 * the oldest record to the newest, and starts a new segment.
 *
 * <p>An invalid record ends the log if nothing proves that it was ever on the disk. Otherwise the file is damaged:
 * opening fails, or, with salvage, the segment is rewritten without the records that cannot be read.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final String DAMAGED = ".damaged";

    private final Disk disk;
    private final boolean salvage;
    private final JournalIndex index = new JournalIndex();
    private final List<Segment> sealed = new ArrayList<>();
    private final List<DiskFile> opened = new ArrayList<>();
    private byte[] data = new byte[0];
    private long bytesLost;

    private Recovery(Disk disk, boolean salvage) {
        this.disk = disk;
        this.salvage = salvage;
    }

    /**
     * The result of recovery.
     *
     * @param index the messages that are still in the outbox
     * @param log the segments of these messages and a new one
     * @param bytesLost the number of bytes that salvage could not read, 0 without damage
     */
    record Found(JournalIndex index, SegmentLog log, long bytesLost) {}

    static Found in(Disk disk, boolean salvage) throws IOException {
        Recovery recovery = new Recovery(disk, salvage);
        try {
            SegmentLog segments = recovery.run();
            return new Found(recovery.index, segments, recovery.bytesLost);
        } catch (IOException | RuntimeException e) {
            for (DiskFile file : recovery.opened) {
                file.close();
            }
            throw e;
        }
    }

    private SegmentLog run() throws IOException {
        Deque<Segment> found = find();
        while (found.size() > 1) {
            Segment segment = found.removeFirst();
            read(sound(segment, lengthOf(segment, found.getFirst().header())));
        }
        Segment last = found.pollFirst();
        Segment active = last == null ? first() : continueAfter(last);
        read(active);
        sealed.remove(active);
        return new SegmentLog(disk, sealed, active);
    }

    // --- which segments there are ---

    /** Returns the segments that are not void, oldest first. */
    private Deque<Segment> find() throws IOException {
        List<String> names = disk.names();
        names.stream().filter(SegmentLog::isUnfinished).forEach(name -> SegmentLog.deleteQuietly(disk, name));
        List<Integer> numbers = names.stream()
                .map(SegmentHeader::number)
                .filter(number -> number > 0)
                .sorted(Comparator.reverseOrder())
                .toList();
        Deque<Segment> found = new ArrayDeque<>();
        int covered = Integer.MAX_VALUE;
        for (int number : numbers) {
            if (number >= covered) {
                disk.delete(SegmentHeader.fileName(number));
                continue;
            }
            Segment segment = open(number);
            covered = segment.header().covers();
            found.addFirst(segment);
        }
        return found;
    }

    private Segment open(int number) throws IOException {
        String name = SegmentHeader.fileName(number);
        DiskFile file = disk.open(name);
        opened.add(file);
        byte[] start = new byte[SegmentHeader.BYTES];
        SegmentHeader header = SegmentHeader.decode(start, file.read(0, start, 0, start.length));
        if (header != null && header.number() == number) {
            return new Segment(header, file, header.length());
        }
        try (file) {
            if (!salvage) {
                throw new DamageException(
                        disk.path().resolve(name), 0, "it does not start with the header of a segment");
            }
            return rewritten(new Segment(new SegmentHeader(number, number, 0, 0, 0, 0), file, 0));
        }
    }

    /** Returns where a segment ends that is followed by another one; -1 if unknown. */
    private static int lengthOf(Segment segment, SegmentHeader next) {
        if (segment.header().length() > 0) {
            return segment.header().length();
        }
        return next.previous() == segment.number() ? next.previousLength() : -1;
    }

    // --- the records of the segments ---

    /** Returns the segment up to its end after checking every record; rewritten if it is damaged and salvage is set. */
    private Segment sound(Segment segment, int length) throws IOException {
        load(segment);
        int size = (int) segment.file().size();
        int end = length < 0 ? size : length;
        int offset = SegmentHeader.BYTES;
        while (offset < end) {
            int record = Records.check(data, offset, Math.min(size, end));
            if (record < 0) {
                return damage(segment, offset);
            }
            offset += record;
        }
        return segment.ending(end);
    }

    private Segment damage(Segment segment, int offset) throws IOException {
        if (!salvage) {
            throw new DamageException(
                    disk.path().resolve(segment.header().fileName()),
                    offset,
                    "the checksum of the record does not match");
        }
        try (DiskFile damaged = segment.file()) {
            return rewritten(new Segment(segment.header(), damaged, 0));
        }
    }

    private void load(Segment segment) throws IOException {
        int size = Math.toIntExact(segment.file().size());
        if (data.length < size) {
            data = new byte[size];
        }
        int read = segment.file().read(0, data, 0, size);
        Arrays.fill(data, read, data.length, (byte) 0);
    }

    /** Applies the records of a valid segment to the index. */
    private void read(Segment segment) throws IOException {
        load(segment);
        sealed.add(segment);
        index.sawSequence(segment.header().lastSequence());
        int offset = SegmentHeader.BYTES;
        while (offset < segment.length()) {
            int length = Records.check(data, offset, segment.length());
            if (length < 0) {
                throw new IOException("the file " + segment.header().fileName() + " changed while it was read");
            }
            apply(segment.number(), offset, length);
            offset += length;
        }
    }

    private void apply(int segment, int offset, int length) {
        switch (Records.type(data, offset)) {
            case Records.MESSAGE ->
                index.add(
                        Records.urgent(data, offset),
                        Records.sequence(data, offset),
                        Records.createdAt(data, offset),
                        Records.size(data, offset),
                        JournalIndex.location(segment, offset),
                        length);
            case Records.REMOVAL -> {
                boolean urgent = Records.removesUrgent(data, offset);
                for (int i = 0; i < Records.removals(length); i++) {
                    long position = index.positions(urgent).find(Records.removal(data, offset, i));
                    if (position >= 0) {
                        index.remove(urgent, position);
                    }
                }
            }
            default -> index.sawSequence(Records.markedSequence(data, offset));
        }
    }

    // --- the segment to continue in ---

    private Segment first() throws IOException {
        return made(SegmentLog.make(disk, new SegmentHeader(1, 1, 0, 0, 0, 0), data, 0, 0));
    }

    /**
     * Seals the last segment at the end of its proven records and starts a new one with the valid records after that
     * point, written again. The disk may have reported to the earlier process that it could not force them, and the
     * result of a second attempt would not be reliable.
     */
    private Segment continueAfter(Segment last) throws IOException {
        load(last);
        int size = Math.toIntExact(last.file().size());
        Tail tail = last.header().length() > 0
                ? new Tail(last.header().length(), last.header().length(), 0)
                : Tail.of(last.number(), data, size);
        Segment kept = tail.isDamaged() ? damage(last, tail.end()) : sound(last, tail.proven());
        if (kept.header().length() > 0) {
            tail = new Tail(kept.length(), kept.length(), tail.lastSequence());
        } else if (tail.end() < size) {
            log.warn(
                    "{}: dropped {} incompletely written bytes at the end of the file; no stored message is lost",
                    disk.path().resolve(last.header().fileName()),
                    size - tail.end());
        }
        byte[] unproven =
                tail.end() == tail.proven() ? new byte[0] : Arrays.copyOfRange(data, tail.proven(), tail.end());
        read(kept);
        index.sawSequence(tail.lastSequence());
        int number = kept.number() + 1;
        return made(SegmentLog.make(
                disk,
                new SegmentHeader(number, number, kept.number(), kept.length(), 0, index.lastSequence()),
                unproven,
                0,
                unproven.length));
    }

    private Segment made(Segment segment) {
        opened.add(segment.file());
        return segment;
    }

    // --- salvage ---

    /** Rewrites a damaged segment with its valid records; keeps the damaged file next to it. */
    private Segment rewritten(Segment damaged) throws IOException {
        load(damaged);
        int size = Math.toIntExact(damaged.file().size());
        Bytes sound = new Bytes(Math.max(64, size));
        int lost = 0;
        int offset = Math.min(size, SegmentHeader.BYTES);
        while (offset < size) {
            int length = Records.check(data, offset, size);
            if (length > 0) {
                sound.putBytes(data, offset, length);
            } else {
                lost++;
            }
            offset += Math.max(1, length);
        }
        SegmentHeader old = damaged.header();
        String name = old.fileName();
        disk.copy(name, name + DAMAGED);
        int length = SegmentHeader.BYTES + sound.length();
        SegmentHeader header = new SegmentHeader(
                old.number(), old.covers(), old.previous(), old.previousLength(), length, old.lastSequence());
        bytesLost += lost;
        log.warn(
                "{}: {} bytes could not be read and are lost; the damaged file is kept as {}{}",
                disk.path().resolve(name),
                lost,
                name,
                DAMAGED);
        return made(SegmentLog.make(disk, header, sound.array(), 0, sound.length()));
    }

    /** Returns the description of the damage, and how to proceed. */
    static String advice(DamageException damage) {
        return damage.getMessage()
                + ". Stored messages may be lost with it. Nothing was changed. Restore the file, or open the outbox"
                + " with builder(directory).salvage(), which keeps the messages that can be read and reports how much"
                + " is lost";
    }
}
