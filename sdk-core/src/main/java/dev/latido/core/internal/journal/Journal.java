package dev.latido.core.internal.journal;

import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A durable outbox: the index in memory, guarded by one lock that nobody holds while the disk works, and a committer that
 * alone writes. Where both are needed, the monitor of the log is taken before the lock.
 */
public final class Journal implements Outbox {

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    /** How long close() waits for a disk that does not answer. */
    private static final long CLOSE_SECONDS = 30;

    private final Path directory;
    private final JournalSettings settings;
    private final SegmentLog segments;
    private final JournalIndex contents;
    private final long bytesLost;
    private final Thread committer;

    private final ReentrantLock lock = new ReentrantLock();
    private final WriteQueue queue;

    private Journal(
            Path directory, JournalSettings settings, Recovery.Found found, @Nullable AutoCloseable directoryLock) {
        this.directory = directory;
        this.settings = settings;
        this.contents = found.contents();
        this.segments = found.log();
        this.bytesLost = found.bytesLost();
        this.queue = new WriteQueue(lock, contents, directory);
        this.committer = new Thread(
                () -> {
                    new Committer(queue, segments, settings).run();
                    close(directoryLock);
                },
                "latido-outbox-" + directory.getFileName());
        committer.setDaemon(true);
    }

    /** Opens the journal in a directory, which is made if there is none. */
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
                            + "; it needs a directory on a local disk that it may write to, with space left",
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
                log.warn("releasing the lock of an outbox failed", e);
            }
        }
    }

    // --- the outbox ---

    @Override
    public CompletionStage<Void> append(OutboxMessage message) {
        long created = message.createdAt().toEpochMilli();
        lock.lock();
        try {
            queue.checkRoom(message.size());
            checkBounds(message);
            Append append = new Append(message, contents.add(message, created));
            queue.add(append);
            return append;
        } finally {
            lock.unlock();
        }
    }

    private void checkBounds(OutboxMessage message) {
        if (contents.messages() >= settings.maxMessages()) {
            throw new OutboxFullException(
                    message,
                    "the outbox in " + directory + " holds " + settings.maxMessages()
                            + " messages, its maximum; publish less, allow more, or wait for acknowledgements");
        }
        if (contents.bytes() + message.size() > settings.maxBytes()) {
            throw new OutboxFullException(
                    message,
                    "the outbox in " + directory + " holds " + contents.bytes() + " of "
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
            lock.lock();
            try {
                Boolean turn = queue.isClosed() ? null : contents.turn();
                if (turn == null) {
                    return null;
                }
                urgent = turn;
                PositionIndex lane = contents.lane(urgent);
                position = lane.waiting();
                lane.handOut(position);
                OutboxMessage held = lane.held(position);
                if (held != null) {
                    contents.letGo(urgent, position);
                    return held;
                }
                place = new SegmentLog.Place(lane.location(position), lane.length(position));
            } finally {
                lock.unlock();
            }
            return read(urgent, position, place);
        }
    }

    private OutboxMessage read(boolean urgent, long position, SegmentLog.Place place) {
        try {
            return segments.read(place);
        } catch (IOException e) {
            lock.lock();
            try {
                contents.lane(urgent).rewindTo(position);
            } finally {
                lock.unlock();
            }
            throw e instanceof DamageException damage
                    ? new OutboxException(Recovery.advice(damage), damage)
                    : new OutboxException("the outbox in " + directory + " cannot be read: " + e, e);
        }
    }

    @Override
    public void rewind() {
        lock.lock();
        try {
            contents.lane(true).rewindTo(0);
            contents.lane(false).rewindTo(0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void remove(OutboxMessage message) {
        lock.lock();
        try {
            long position = contents.lane(message.urgent()).find(message.sequence());
            if (!queue.isClosed() && position >= 0) {
                remove(message.urgent(), position, message.sequence());
            }
        } finally {
            lock.unlock();
        }
    }

    private void remove(boolean urgent, long position, long sequence) {
        long location = contents.remove(urgent, position);
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

    private @Nullable OutboxMessage dropOldestWaiting() {
        while (true) {
            long position;
            OutboxMessage message;
            SegmentLog.Place place;
            lock.lock();
            try {
                PositionIndex lane = contents.lane(false);
                position = queue.isClosed() ? -1 : lane.waiting();
                if (position < 0) {
                    return null;
                }
                message = lane.held(position);
                place = new SegmentLog.Place(lane.location(position), lane.length(position));
            } finally {
                lock.unlock();
            }
            if (message == null) {
                message = read(false, position, place);
            }
            if (removeIfWaiting(message, position)) {
                return message;
            }
        }
    }

    /** It may have been removed meanwhile; nobody else can have handed it out. */
    private boolean removeIfWaiting(OutboxMessage message, long position) {
        lock.lock();
        try {
            if (!contents.lane(false).isLive(position)) {
                return false;
            }
            remove(false, position, message.sequence());
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long lastSequence() {
        lock.lock();
        try {
            return contents.lastSequence();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Backlog backlog() {
        lock.lock();
        try {
            return contents.backlog();
        } finally {
            lock.unlock();
        }
    }

    /** How many bytes were lost to damage when the journal was opened with salvage. */
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
            log.warn("the disk of the outbox in {} does not answer; its directory stays locked", directory);
        }
    }

    @Override
    public String toString() {
        Backlog backlog = backlog();
        return "JournalOutbox[" + directory + ", " + backlog.messages() + " of " + settings.maxMessages()
                + " messages, " + backlog.bytes() + " of " + settings.maxBytes() + " bytes]";
    }
}
