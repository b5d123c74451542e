package dev.latido.core.internal.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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

/**
 * The queue of appends and removals that wait to be written, and the one lock of a journal. The lock guards this queue
 * and the index; no thread holds it while the disk works. Callers of the first group of methods hold the lock, those of
 * the second group do not.
 */
final class WriteQueue {

    /** The bytes that may wait to be written: 32 MiB, or an eighth of the heap if that is less. */
    private static final long UNWRITTEN_BYTES =
            Math.min(32L << 20, Runtime.getRuntime().maxMemory() / 8);

    /** The bytes that one batch holds at most, unless a single message is larger. */
    private static final long BATCH_BYTES = 2L << 20;

    /** The time that removals wait for appends, to be written with them. */
    private static final long REMOVAL_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The lock of the journal. */
    final ReentrantLock lock = new ReentrantLock();

    private final Condition work = lock.newCondition();
    private final Path directory;

    @GuardedBy("lock")
    private final JournalIndex index;

    @GuardedBy("lock")
    private final Queue<Append> unwritten = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Batch.Removals removals = new Batch.Removals();

    @GuardedBy("lock")
    private long unwrittenBytes;

    @GuardedBy("lock")
    private boolean committerWaits;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable OutboxException failure;

    WriteQueue(JournalIndex index, Path directory) {
        this.index = index;
        this.directory = directory;
    }

    // --- with the lock held ---

    /** Throws if a message of the given size cannot be stored now. */
    @GuardedBy("lock")
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
                            + " bytes wait to be written; publish more slowly, or wait for stored()",
                    null);
        }
    }

    /** Adds a message to be written. */
    @GuardedBy("lock")
    void add(Append append) {
        unwritten.add(append);
        unwrittenBytes += append.message.size();
        wakeCommitter();
    }

    /** Adds the removal of a message that was written, or is being written. */
    @GuardedBy("lock")
    void addRemoval(boolean urgent, long sequence) {
        removals.add(urgent, sequence);
        if (removals.size() == 1) {
            wakeCommitter();
        }
    }

    /** Returns whether the journal is closed. */
    @GuardedBy("lock")
    boolean isClosed() {
        return closed;
    }

    @GuardedBy("lock")
    private void wakeCommitter() {
        if (committerWaits) {
            committerWaits = false;
            work.signal();
        }
    }

    // --- for the committer, without the lock ---

    /**
     * Returns the next batch.
     *
     * @param waiting whether to wait until there is something to write; otherwise the batch can be empty
     */
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

    /** Waits for the given time, for an append, or for the close, whichever comes first; returns the next batch. */
    Batch takeAfter(long nanos) {
        lock.lock();
        try {
            await(nanos, true);
            return fill();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void await(long nanos, boolean forAppendsOnly) {
        long left = nanos;
        while (left > 0 && !closed && unwritten.isEmpty() && (forAppendsOnly || removals.isEmpty())) {
            committerWaits = true;
            try {
                left = work.awaitNanos(left);
            } catch (InterruptedException e) {
                // No code of Latido interrupts this thread, which has a file to complete.
            }
        }
        committerWaits = false;
    }

    @GuardedBy("lock")
    private Batch fill() {
        Batch batch = new Batch();
        long bytes = 0;
        while (bytes < BATCH_BYTES) {
            Append append = unwritten.poll();
            if (append == null) {
                break;
            }
            unwrittenBytes -= append.message.size();
            PositionIndex positions = index.positions(append.message.urgent());
            if (positions.isLive(append.position)) {
                positions.place(append.position, JournalIndex.TAKEN, 0);
                batch.appends.add(append);
                bytes += append.message.size();
            } else {
                batch.passed.add(append);
            }
        }
        batch.removals.addAll(removals);
        removals.clear();
        batch.lastSequence = index.lastSequence();
        batch.isLast = unwritten.isEmpty();
        batch.isClosing = closed && batch.isLast;
        return batch;
    }

    /** Called when a batch is on the disk. */
    void written(Batch batch, int segment) {
        lock.lock();
        try {
            for (Append append : batch.appends) {
                index.written(
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
     * Called when writing has failed. New appends are rejected until {@link #healed}, waiting appends fail, and
     * removals wait.
     *
     * @return the appends that have failed; they are no longer in the outbox
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
                if (index.positions(append.message.urgent()).isLive(append.position)) {
                    index.remove(append.message.urgent(), append.position);
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

    /** Called when writing is possible again. */
    void healed() {
        lock.lock();
        try {
            failure = null;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a short look at the index with the lock. */
    void inspect(Consumer<JournalIndex> look) {
        lock.lock();
        try {
            look.accept(index);
        } finally {
            lock.unlock();
        }
    }

    /** Closes the queue: the committer writes what waits and ends. */
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
