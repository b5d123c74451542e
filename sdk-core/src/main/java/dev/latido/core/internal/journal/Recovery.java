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
 * Reads what earlier processes left in a directory, once, from the oldest record to the newest, and starts a new segment.
 *
 * <p>A record that is not sound ends the log if nothing shows that it was ever on the disk; otherwise it is damage, and
 * nothing is opened, or, if salvage is wanted, the segment is written again without what cannot be read.
 */
final class Recovery {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);
    private static final String DAMAGED = ".damaged";

    private final Disk disk;
    private final boolean salvage;
    private final JournalIndex contents = new JournalIndex();
    private final List<Segment> sealed = new ArrayList<>();
    private final List<DiskFile> opened = new ArrayList<>();
    private byte[] data = new byte[0];
    private long bytesLost;

    private Recovery(Disk disk, boolean salvage) {
        this.disk = disk;
        this.salvage = salvage;
    }

    /**
     * What was found.
     *
     * @param contents the messages that are left
     * @param log their segments and a new one
     * @param bytesLost how many bytes salvage could not read, 0 without damage
     */
    record Found(JournalIndex contents, SegmentLog log, long bytesLost) {}

    static Found in(Disk disk, boolean salvage) throws IOException {
        Recovery recovery = new Recovery(disk, salvage);
        try {
            SegmentLog segments = recovery.run();
            return new Found(recovery.contents, segments, recovery.bytesLost);
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
        Segment active = last == null ? first() : goOn(last);
        read(active);
        sealed.remove(active);
        return new SegmentLog(disk, sealed, active);
    }

    // --- which segments there are ---

    /** The segments that count, oldest first. */
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
                throw new DamageException(disk.path().resolve(name), 0, "it does not start as a segment of an outbox");
            }
            return rewritten(new Segment(new SegmentHeader(number, number, 0, 0, 0, 0), file, 0));
        }
    }

    /** Where a segment ends that another one follows. */
    private static int lengthOf(Segment segment, SegmentHeader next) {
        if (segment.header().length() > 0) {
            return segment.header().length();
        }
        return next.previous() == segment.number() ? next.previousLength() : -1;
    }

    // --- what is in them ---

    /** The segment up to its end, after a look at every record; salvaged if that is needed and wanted. */
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
                    "the record there does not have the checksum it was written with");
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

    /** Takes a segment's records over; the segment is sound. */
    private void read(Segment segment) throws IOException {
        load(segment);
        sealed.add(segment);
        contents.sawSequence(segment.header().lastSequence());
        int offset = SegmentHeader.BYTES;
        while (offset < segment.length()) {
            int length = Records.check(data, offset, segment.length());
            if (length < 0) {
                throw new IOException("the file " + segment.header().fileName() + " changes while it is read");
            }
            apply(segment.number(), offset, length);
            offset += length;
        }
    }

    private void apply(int segment, int offset, int length) {
        switch (Records.type(data, offset)) {
            case Records.MESSAGE ->
                contents.add(
                        Records.urgent(data, offset),
                        Records.sequence(data, offset),
                        Records.createdAt(data, offset),
                        Records.size(data, offset),
                        JournalIndex.location(segment, offset),
                        length);
            case Records.REMOVAL -> {
                boolean urgent = Records.removesUrgent(data, offset);
                for (int i = 0; i < Records.removals(length); i++) {
                    long position = contents.lane(urgent).find(Records.removal(data, offset, i));
                    if (position >= 0) {
                        contents.remove(urgent, position);
                    }
                }
            }
            default -> contents.sawSequence(Records.markedSequence(data, offset));
        }
    }

    // --- the segment to go on in ---

    private Segment first() throws IOException {
        return made(SegmentLog.make(disk, new SegmentHeader(1, 1, 0, 0, 0, 0), data, 0, 0));
    }

    /**
     * Seals the last segment where it is proven and starts a new one, with what stands behind that written anew: an
     * earlier process may have been told that it could not be forced, and a second try would say that it could.
     */
    private Segment goOn(Segment last) throws IOException {
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
                    "{}: dropped {} bytes at its end that were not written completely; nothing that was stored",
                    disk.path().resolve(last.header().fileName()),
                    size - tail.end());
        }
        byte[] unproven =
                tail.end() == tail.proven() ? new byte[0] : Arrays.copyOfRange(data, tail.proven(), tail.end());
        read(kept);
        contents.sawSequence(tail.lastSequence());
        int number = kept.number() + 1;
        return made(SegmentLog.make(
                disk,
                new SegmentHeader(number, number, kept.number(), kept.length(), 0, contents.lastSequence()),
                unproven,
                0,
                unproven.length));
    }

    private Segment made(Segment segment) {
        opened.add(segment.file());
        return segment;
    }

    // --- salvage ---

    /** Writes a damaged segment again with the records that are sound; keeps the damaged file beside it. */
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

    /** The message of damage that was found, with the way on. */
    static String advice(DamageException damage) {
        return damage.getMessage()
                + ". Messages that were stored may be lost with it. Nothing was changed. Restore the file, or open the "
                + "outbox with builder(directory).salvage(), which keeps what can be read and says what is lost";
    }
}
