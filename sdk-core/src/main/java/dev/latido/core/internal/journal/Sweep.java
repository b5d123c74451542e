package dev.latido.core.internal.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to the committer's thread. Frees disk space, one segment at a time.
 *
 * <p>The oldest segments are deleted as soon as all their messages have been removed. When the sealed segments contain
 * more bytes of removed messages than of others, a sweep rewrites them from the oldest to the newest without removed
 * messages. In that order the removal records of a segment can be dropped: their messages were swept before, or are in
 * the same segment.
 */
final class Sweep {

    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    /** The pause after a failed sweep. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /**
     * The number of segments allowed in addition to four times those that the bytes need: each start of a process
     * creates one.
     */
    private static final int SPARE_SEGMENTS = 32;

    private final WriteQueue queue;
    private final SegmentLog segments;
    private final int segmentBytes;
    private final byte[] none = new byte[0];
    private byte[] data = none;
    private int sweptTo;
    private int sweepTo;
    private int rounds;
    private boolean failed;
    private long retryAt;

    Sweep(WriteQueue queue, SegmentLog segments, int segmentBytes) {
        this.queue = queue;
        this.segments = segments;
        this.segmentBytes = segmentBytes;
    }

    /** Returns whether a sweep is in progress, so that the next round should follow at once. */
    boolean hasWork() {
        return sweptTo < sweepTo;
    }

    /** Called after each batch. Under load, only every hundredth call has an effect. */
    void round(boolean idle) {
        if (idle || hasWork() || ++rounds % 100 == 0) {
            attempt(this::goOn);
        }
    }

    /**
     * Does one step if there are too many segments: processes that are closed before they are ever idle would only add
     * to them.
     */
    void beforeClosing() {
        attempt(this::mergeIfTooMany);
    }

    /** A piece of work on the sealed segments, oldest first. The first one contains messages. */
    private interface Work {
        void on(List<Segment> sealed) throws IOException;
    }

    private void attempt(Work work) {
        List<Segment> sealed = segments.sealed();
        if (sealed.isEmpty() || (failed && System.nanoTime() - retryAt < 0)) {
            return;
        }
        failed = false;
        try {
            work.on(deleteOldest(sealed));
        } catch (IOException e) {
            failed = true;
            retryAt = System.nanoTime() + PAUSE_NANOS;
            sweepTo = 0;
            sweptTo = 0;
            log.warn(
                    "the outbox in {} cannot free disk space: {}; retrying in 30 s",
                    segments.disk().path(),
                    e.toString(),
                    e);
        } finally {
            if (!hasWork()) {
                data = none;
            }
        }
    }

    private void goOn(List<Segment> sealed) throws IOException {
        if (hasWork()) {
            step(sealed);
        } else if (isWorthwhile(sealed)) {
            begin(sealed);
        }
    }

    private void mergeIfTooMany(List<Segment> sealed) throws IOException {
        if (areTooMany(sealed.size(), totalLiveBytes(sealed))) {
            begin(sealed);
            step(sealed);
        }
    }

    private long[] liveBytes(List<Segment> sealed) {
        long[] live = new long[sealed.size()];
        queue.inspect(index -> {
            for (int i = 0; i < live.length; i++) {
                live[i] = index.liveBytes(sealed.get(i).number());
            }
        });
        return live;
    }

    private List<Segment> deleteOldest(List<Segment> sealed) throws IOException {
        long[] live = liveBytes(sealed);
        int dead = 0;
        while (dead < live.length && live[dead] == 0) {
            dead++;
        }
        List<Segment> gone = sealed.subList(0, dead);
        if (dead > 0) {
            segments.delete(gone);
            queue.inspect(index -> gone.forEach(segment -> index.forgetSegment(segment.number())));
        }
        return sealed.subList(dead, sealed.size());
    }

    private void begin(List<Segment> sealed) {
        sweptTo = 0;
        sweepTo = sealed.get(sealed.size() - 1).number();
    }

    private boolean isWorthwhile(List<Segment> sealed) {
        long bytes = sealed.stream().mapToLong(Segment::length).sum();
        long live = totalLiveBytes(sealed);
        return bytes - live > Math.max(live, segmentBytes) || areTooMany(sealed.size(), live);
    }

    private long totalLiveBytes(List<Segment> sealed) {
        return LongStream.of(liveBytes(sealed)).sum();
    }

    private boolean areTooMany(int sealed, long live) {
        return sealed > SPARE_SEGMENTS + 4 * (live / segmentBytes);
    }

    // --- one step: adjacent segments whose messages fit into one segment become one ---

    private void step(List<Segment> sealed) throws IOException {
        List<Segment> group = group(sealed);
        if (group.isEmpty()) {
            sweptTo = sweepTo;
            return;
        }
        Segment last = group.get(group.size() - 1);
        rewrite(group, last);
        sweptTo = last.number();
    }

    private List<Segment> group(List<Segment> sealed) {
        long[] live = liveBytes(sealed);
        List<Segment> group = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < live.length; i++) {
            Segment segment = sealed.get(i);
            if (segment.number() <= sweptTo || segment.number() > sweepTo) {
                continue;
            }
            if (!group.isEmpty() && bytes + live[i] > segmentBytes) {
                break;
            }
            group.add(segment);
            bytes += live[i];
        }
        return group;
    }

    /** The old and new locations of messages that were copied. */
    private static final class Moves {

        private final Longs urgent = new Longs();
        private final Longs sequences = new Longs();
        private final Longs from = new Longs();
        private final Longs to = new Longs();

        void add(boolean ofUrgent, long sequence, long source, long target) {
            urgent.add(ofUrgent ? 1 : 0);
            sequences.add(sequence);
            from.add(source);
            to.add(target);
        }

        void apply(JournalIndex index) {
            for (int i = 0; i < sequences.size(); i++) {
                index.moved(urgent.get(i) != 0, sequences.get(i), from.get(i), to.get(i));
            }
        }
    }

    private void rewrite(List<Segment> group, Segment last) throws IOException {
        Bytes copies = new Bytes(segmentBytes);
        Moves moves = new Moves();
        for (Segment segment : group) {
            copy(segment, last.number(), copies, moves);
        }
        SegmentHeader first = group.get(0).header();
        SegmentHeader header = new SegmentHeader(
                last.number(),
                first.covers(),
                first.previous(),
                first.previousLength(),
                SegmentHeader.BYTES + copies.length(),
                last.header().lastSequence());
        Segment rewritten = SegmentLog.make(segments.disk(), header, copies.array(), 0, copies.length());
        segments.replace(
                group,
                rewritten,
                () -> queue.inspect(index -> {
                    moves.apply(index);
                    group.stream()
                            .filter(segment -> segment.number() != last.number())
                            .forEach(segment -> index.forgetSegment(segment.number()));
                }));
    }

    private void copy(Segment segment, int target, Bytes copies, Moves moves) throws IOException {
        if (data.length < segment.length()) {
            data = new byte[segment.length()];
        }
        int read = segment.file().read(0, data, 0, segment.length());
        int offset = SegmentHeader.BYTES;
        while (offset < segment.length()) {
            int length = Records.check(data, offset, Math.min(read, segment.length()));
            if (length < 0) {
                throw segments.damaged(segment, offset);
            }
            if (Records.type(data, offset) == Records.MESSAGE) {
                keep(segment, offset, length, target, copies, moves);
            }
            offset += length;
        }
    }

    private void keep(Segment segment, int offset, int length, int target, Bytes copies, Moves moves) {
        boolean urgent = Records.urgent(data, offset);
        long sequence = Records.sequence(data, offset);
        long location = JournalIndex.location(segment.number(), offset);
        queue.inspect(index -> {
            if (index.isAt(urgent, sequence, location)) {
                moves.add(
                        urgent,
                        sequence,
                        location,
                        JournalIndex.location(target, SegmentHeader.BYTES + copies.length()));
                copies.putBytes(data, offset, length);
            }
        });
    }
}
