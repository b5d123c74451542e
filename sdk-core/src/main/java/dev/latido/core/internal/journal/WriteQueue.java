package dev.latido.core.internal.journal;

import dev.latido.core.OutboxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What waits to be written. Guarded by the journal's lock: callers hold it, the committer's methods take it. */
final class WriteQueue {

    private static final Logger log = LoggerFactory.getLogger(WriteQueue.class);

    /** How much may wait to be written: 32 MiB, or an eighth of the heap if that is less. */
    private static final long UNWRITTEN_BYTES =
            Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** How much is written in one go at most, but for one message. */
    private static final long BATCH_BYTES = 2L << 20;

    /** How long removals wait for company before they are written. */
    private static final long REMOVAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ReentrantLock lock;
    private final Condition work;
    private final JournalIndex contents;
    private final Path directory;
    private final Queue<Append> unwritten = new ArrayDeque<>();
    private final Batch.Removals removals = new Batch.Removals();
    private long unwrittenBytes;
    private boolean committerWaits;
    private boolean closed;
    private @Nullable OutboxException failure;

    WriteQueue(ReentrantLock lock, JournalIndex contents, Path directory) {
        this.lock = lock;
        this.work = lock.newCondition();
        this.contents = contents;
        this.directory = directory;
    }

    // --- with the lock held ---

    /** Throws if nothing can be stored now. */
    void checkRoom(int size) {
        if (closed) {
            throw new OutboxException("the outbox in " + directory + " is closed", null);
        }
        if (failure != null) {
            throw new OutboxException(String.valueOf(failure.getMessage()), failure.getCause());
        }
        if (unwrittenBytes > 0 && unwrittenBytes + size > UNWRITTEN_BYTES) {
            throw new OutboxException(
                    "the disk of the outbox in " + directory + " does not keep up: " + unwrittenBytes
                            + " bytes wait to be written; publish less, or wait for stored()",
                    null);
        }
    }

    void add(Append append) {
        unwritten.add(append);
        unwrittenBytes += append.message.size();
        wakeCommitter();
    }

    void addRemoval(boolean urgent, long sequence) {
        removals.add(urgent, sequence);
        if (removals.size() == 1) {
            wakeCommitter();
        }
    }

    boolean isClosed() {
        return closed;
    }

    private void wakeCommitter() {
        if (committerWaits) {
            committerWaits = false;
            work.signal();
        }
    }

    // --- the committer's ---

    /** Waits for something to write; without waiting, what there is, perhaps nothing. */
    Batch take(boolean waiting) {
        lock.lock();
        try {
            if (waiting) {
                await(Long.MAX_VALUE, false);
                if (unwritten.isEmpty()) {
                    await(REMOVAL_PAUSE_NANOS, true);
                }
            }
            return fill();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for better times, or the end. */
    Batch takeAfter(long nanos) {
        lock.lock();
        try {
            await(nanos, true);
            return fill();
        } finally {
            lock.unlock();
        }
    }

    private void await(long nanos, boolean forAppendsOnly) {
        long left = nanos;
        while (left > 0 && !closed && unwritten.isEmpty() && (forAppendsOnly || removals.isEmpty())) {
            committerWaits = true;
            try {
                left = work.awaitNanos(left);
            } catch (InterruptedException e) {
                log.debug("nobody should interrupt this thread; it has a file to finish", e);
            }
        }
        committerWaits = false;
    }

    private Batch fill() {
        Batch batch = new Batch();
        long bytes = 0;
        while (bytes < BATCH_BYTES) {
            Append append = unwritten.poll();
            if (append == null) {
                break;
            }
            unwrittenBytes -= append.message.size();
            PositionIndex lane = contents.lane(append.message.urgent());
            if (lane.isLive(append.position)) {
                lane.place(append.position, JournalIndex.TAKEN, 0);
                batch.appends.add(append);
                bytes += append.message.size();
            } else {
                batch.passed.add(append);
            }
        }
        batch.removals.addAll(removals);
        removals.clear();
        batch.lastSequence = contents.lastSequence();
        batch.isLast = unwritten.isEmpty();
        batch.isClosing = closed && batch.isLast;
        return batch;
    }

    /** The batch is on the disk. */
    void written(Batch batch, int segment) {
        lock.lock();
        try {
            for (Append append : batch.appends) {
                contents.written(
                        append.message.urgent(),
                        append.position,
                        JournalIndex.location(segment, append.offset),
                        append.length);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Nothing can be written for now: appends are refused, what waits has failed, removals wait for better times.
     *
     * @return the appends that failed, no longer in the outbox
     */
    List<Append> failed(OutboxException reason, Batch batch, Batch.Removals notForced) {
        lock.lock();
        try {
            failure = reason;
            batch.appends.addAll(unwritten);
            unwritten.clear();
            unwrittenBytes = 0;
            List<Append> failed = new ArrayList<>();
            for (Append append : batch.appends) {
                if (contents.lane(append.message.urgent()).isLive(append.position)) {
                    contents.remove(append.message.urgent(), append.position);
                    failed.add(append);
                } else {
                    batch.passed.add(append);
                }
            }
            removals.addAll(notForced);
            removals.addAll(batch.removals);
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /** Can be written again. */
    void healed() {
        lock.lock();
        try {
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /** Looks at what is in the outbox, with the lock. */
    void inspect(Consumer<JournalIndex> look) {
        lock.lock();
        try {
            look.accept(contents);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }
}
