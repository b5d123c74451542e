package dev.latido.core.internal.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable outbox: an index in memory and a log on the disk. Thread-safe.
 *
 * <p>One lock ({@code queue.lock}) guards the index and the queue of writes; no thread holds it while the disk works.
 * Only the thread of the {@link Committer} writes. Reads hold the monitor of the log; where both are needed, the
 * monitor is taken before the lock. No code of users is called with either.
 */
public final class Journal implements Outbox {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** The time limit of close() if the disk does not respond. */
    private static final long CLOSE_SECONDS = 30;

    private final Path directory;
    private final JournalSettings settings;
    private final SegmentLog segments;
    private final WriteQueue queue;

    @GuardedBy("queue.lock")
    private final JournalIndex index;

    private final long bytesLost;
    private final Thread committer;

    private Journal(
            Path directory, JournalSettings settings, Recovery.Found found, @Nullable AutoCloseable directoryLock) {
        this.directory = directory;
        this.settings = settings;
        this.index = found.index();
        this.segments = found.log();
        this.bytesLost = found.bytesLost();
        this.queue = new WriteQueue(index, directory);
        this.committer = new Thread(
                () -> {
                    new Committer(queue, segments, settings).run();
                    close(directoryLock);
                },
                "latido-outbox-" + directory.getFileName());
        committer.setDaemon(true);
    }

    /** Opens the journal in a directory, which is created if it does not exist. */
    public static Journal open(Path directory, JournalSettings settings) {
        DirectoryLock owner = null;
        try {
            Files.createDirectories(directory);
            owner = DirectoryLock.of(directory);
            return open(new RealDisk(directory), settings, owner);
        } catch (DamageException e) {
            close(owner);
            throw new OutboxException(Recovery.advice(e), e);
        } catch (IOException e) {
            close(owner);
            throw new OutboxException(
                    "the outbox in " + directory + " cannot be opened: " + e
                            + "; it needs a directory on a local disk that the process may write to, with space left",
                    e);
        } catch (RuntimeException e) {
            close(owner);
            throw e;
        }
    }

    static Journal open(Disk disk, JournalSettings settings, @Nullable AutoCloseable owner) throws IOException {
        Recovery.Found found = Recovery.in(disk, settings.salvage());
        Journal journal = new Journal(disk.path(), settings, found, owner);
        journal.committer.start();
        return journal;
    }

    private static void close(@Nullable AutoCloseable owner) {
        if (owner != null) {
            try {
                owner.close();
            } catch (Exception e) {
                log.warn(
                        "the lock of an outbox directory could not be released; it is released when the process ends",
                        e);
            }
        }
    }

    // --- the outbox ---

    @Override
    public CompletionStage<Void> append(OutboxMessage message) {
        long created = message.createdAt().toEpochMilli();
        queue.lock.lock();
        try {
            queue.checkRoom(message.size());
            checkBounds(message);
            Append append = new Append(message, index.add(message, created));
            queue.add(append);
            return append;
        } finally {
            queue.lock.unlock();
        }
    }

    @GuardedBy("queue.lock")
    private void checkBounds(OutboxMessage message) {
        if (index.messages() >= settings.maxMessages()) {
            throw new OutboxFullException(
                    message,
                    "the outbox in " + directory + " holds " + settings.maxMessages()
                            + " messages, its maximum; publish less, allow more, or wait for acknowledgements");
        }
        if (index.bytes() + message.size() > settings.maxBytes()) {
            throw new OutboxFullException(
                    message,
                    "the outbox in " + directory + " holds " + index.bytes() + " of "
                            + settings.maxBytes() + " bytes, and the message needs " + message.size()
                            + "; publish less, allow more, or wait for acknowledgements");
        }
    }

    @Override
    public @Nullable OutboxMessage next() {
        synchronized (segments) {
            boolean urgent;
            long position;
            SegmentLog.Place place;
            queue.lock.lock();
            try {
                Boolean urgency = queue.isClosed() ? null : index.next();
                if (urgency == null) {
                    return null;
                }
                urgent = urgency;
                PositionIndex positions = index.positions(urgent);
                position = positions.waiting();
                positions.returned(position);
                OutboxMessage held = positions.held(position);
                if (held != null) {
                    index.release(urgent, position);
                    return held;
                }
                place = new SegmentLog.Place(positions.location(position), positions.length(position));
            } finally {
                queue.lock.unlock();
            }
            return read(urgent, position, place);
        }
    }

    @GuardedBy("segments")
    private OutboxMessage read(boolean urgent, long position, SegmentLog.Place place) {
        try {
            return segments.read(place);
        } catch (IOException e) {
            queue.lock.lock();
            try {
                index.positions(urgent).rewindTo(position);
            } finally {
                queue.lock.unlock();
            }
            throw e instanceof DamageException damage
                    ? new OutboxException(Recovery.advice(damage), damage)
                    : new OutboxException("the outbox in " + directory + " cannot be read: " + e, e);
        }
    }

    @Override
    public void rewind() {
        queue.lock.lock();
        try {
            index.positions(true).rewindTo(0);
            index.positions(false).rewindTo(0);
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public void remove(OutboxMessage message) {
        queue.lock.lock();
        try {
            long position = index.positions(message.urgent()).find(message.sequence());
            if (!queue.isClosed() && position >= 0) {
                remove(message.urgent(), position, message.sequence());
            }
        } finally {
            queue.lock.unlock();
        }
    }

    @GuardedBy("queue.lock")
    private void remove(boolean urgent, long position, long sequence) {
        long location = index.remove(urgent, position);
        if (location != JournalIndex.PENDING) {
            queue.addRemoval(urgent, sequence);
        }
    }

    @Override
    public @Nullable OutboxMessage dropOldest() {
        synchronized (segments) {
            return dropOldestWaiting();
        }
    }

    @GuardedBy("segments")
    private @Nullable OutboxMessage dropOldestWaiting() {
        while (true) {
            long position;
            OutboxMessage message;
            SegmentLog.Place place;
            queue.lock.lock();
            try {
                PositionIndex positions = index.positions(false);
                position = queue.isClosed() ? -1 : positions.waiting();
                if (position < 0) {
                    return null;
                }
                message = positions.held(position);
                place = new SegmentLog.Place(positions.location(position), positions.length(position));
            } finally {
                queue.lock.unlock();
            }
            if (message == null) {
                message = read(false, position, place);
            }
            if (removeIfWaiting(message, position)) {
                return message;
            }
        }
    }

    /**
     * Removes a message, unless another thread has removed it meanwhile. None can have returned it: that takes the
     * monitor.
     */
    private boolean removeIfWaiting(OutboxMessage message, long position) {
        queue.lock.lock();
        try {
            if (!index.positions(false).isLive(position)) {
                return false;
            }
            remove(false, position, message.sequence());
            return true;
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public long lastSequence() {
        queue.lock.lock();
        try {
            return index.lastSequence();
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public Backlog backlog() {
        queue.lock.lock();
        try {
            return index.backlog();
        } finally {
            queue.lock.unlock();
        }
    }

    /** Returns the number of bytes that were lost to damage when the journal was opened with salvage. */
    public long bytesLost() {
        return bytesLost;
    }

    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        long left = CLOSE_SECONDS * 1_000;
        while (committer.isAlive() && left > 0) {
            try {
                committer.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (committer.isAlive()) {
            log.warn(
                    "the disk of the outbox in {} does not respond; closed without it, and the directory stays locked",
                    directory);
        }
    }

    @Override
    public String toString() {
        Backlog backlog = backlog();
        return "JournalOutbox[" + directory + ", " + backlog.messages() + " of " + settings.maxMessages()
                + " messages, " + backlog.bytes() + " of " + settings.maxBytes() + " bytes]";
    }
}
