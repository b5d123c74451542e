package dev.latido.core;

import dev.latido.core.internal.journal.Journal;
import dev.latido.core.internal.journal.JournalSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An outbox on the disk: what was stored is there after a crash of the process, the machine or its power supply, and is
 * handed out before anything new. Thread-safe.
 *
 * <pre>{@code
 * ResilientPublisher publisher = ResilientPublisher.builder(gateway)
 *         .outbox(JournalOutbox.at(directory)) // such as /var/lib/gw/outbox
 *         .build();
 * }</pre>
 *
 * <p>Messages are written to files that only grow and are forced to the disk in groups: whatever threads append while
 * the disk works goes out together, with one {@code fsync}. The stage that {@link #append} returns completes after that;
 * no caller waits for the disk. That a message left is written too but not forced: after a crash a message may be sent
 * again, with the same id, but none is lost. In memory stays an index of 32 bytes a message; payloads are read back from
 * the file when their turn comes.
 *
 * <p>A directory belongs to one outbox of one process, which a lock ensures. It must be on a local disk that honours
 * {@code fsync}. While nothing can be written, because the disk is full or fails, appends end in an
 * {@link OutboxException}; what was stored stays, can be handed out and removed, and once writing succeeds again appends
 * do. Nothing is kept in memory instead. Damaged files are never skipped: opening fails, unless {@link Builder#salvage}
 * is asked for.
 *
 * <p>File format, guarantees and the reasons for a log of its own are in {@code docs/durable-outbox.md}.
 */
public final class JournalOutbox implements Outbox {

    /** How many messages it holds unless set: 1,000,000, which need 32 MB of heap. */
    public static final int DEFAULT_MESSAGES = 1_000_000;

    /** How many bytes it holds unless set: 1 GiB by {@link OutboxMessage#size()}. On the disk it may be twice as much. */
    public static final long DEFAULT_BYTES = 1L << 30;

    private final Journal journal;

    private JournalOutbox(Journal journal) {
        this.journal = journal;
    }

    /**
     * Opens the outbox in a directory with the default bounds: 1,000,000 messages, 1 GiB. Reads what an earlier process
     * left, which takes about a second for a million small messages.
     *
     * @param directory where its files are; made if there is none
     * @return the outbox
     * @throws OutboxException if the directory is in use or cannot be written to, or a file in it is damaged
     */
    public static JournalOutbox at(Path directory) {
        return builder(directory).open();
    }

    /**
     * Starts the declaration of an outbox with bounds of one's own.
     *
     * @param directory where its files are; made if there is none
     * @return a builder with the defaults named here
     */
    public static Builder builder(Path directory) {
        return new Builder(Objects.requireNonNull(directory, "directory must not be null"));
    }

    @Override
    public CompletionStage<Void> append(OutboxMessage message) {
        return journal.append(Objects.requireNonNull(message, "message must not be null"));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A message that an earlier process left, or that has waited for long, is read from its file.
     *
     * @throws OutboxException if its file cannot be read or is damaged; it is tried again at the next call, none is skipped
     */
    @Override
    public @Nullable OutboxMessage next() {
        return journal.next();
    }

    @Override
    public void rewind() {
        journal.rewind();
    }

    @Override
    public void remove(OutboxMessage message) {
        journal.remove(Objects.requireNonNull(message, "message must not be null"));
    }

    /**
     * {@inheritDoc}
     *
     * @throws OutboxException if its file cannot be read or is damaged
     */
    @Override
    public @Nullable OutboxMessage dropOldest() {
        return journal.dropOldest();
    }

    @Override
    public long lastSequence() {
        return journal.lastSequence();
    }

    @Override
    public Backlog backlog() {
        return journal.backlog();
    }

    /**
     * How much {@link Builder#salvage} could not read when it opened the outbox.
     *
     * @return bytes, 0 if nothing was damaged
     */
    public long bytesLost() {
        return journal.bytesLost();
    }

    /**
     * Writes what waits to be written, releases files and lock. Messages stay for the next start. Takes as long as the
     * disk does, 30 s at most. Calling it again does nothing. After it {@link #append} throws, {@link #next()} gives
     * nothing and {@link #remove} has no effect.
     */
    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public void close() {
        journal.close();
    }

    @Override
    public String toString() {
        return journal.toString();
    }

    /** Declares a {@link JournalOutbox}. Not thread-safe. */
    public static final class Builder {

        private final Path directory;
        private int maxMessages = DEFAULT_MESSAGES;
        private long maxBytes = DEFAULT_BYTES;
        private boolean salvage;

        private Builder(Path directory) {
            this.directory = directory;
        }

        /**
         * How many messages it holds at most. Messages left over by an earlier process stay, even if they are more.
         * Default: {@link #DEFAULT_MESSAGES}.
         *
         * @param messages from 1
         * @return this builder
         */
        public Builder maxMessages(int messages) {
            this.maxMessages = messages;
            return this;
        }

        /**
         * How many bytes by {@link OutboxMessage#size()} it holds at most. Default: {@link #DEFAULT_BYTES}.
         *
         * @param bytes from 1
         * @return this builder
         */
        public Builder maxBytes(long bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /**
         * Opens even if a file is damaged: keeps what can be read, logs a warning with how much could not
         * ({@link #bytesLost()}), and keeps the damaged file beside it with the ending {@code .damaged}. Messages that
         * were stored may be lost with that, and messages that had left may be sent again. Default: damage is refused.
         *
         * @return this builder
         */
        public Builder salvage() {
            this.salvage = true;
            return this;
        }

        /**
         * Opens the outbox and reads what an earlier process left.
         *
         * @return the outbox
         * @throws IllegalArgumentException if a bound is below 1
         * @throws OutboxException if the directory is in use or cannot be written to, or a file in it is damaged
         */
        public JournalOutbox open() {
            return new JournalOutbox(Journal.open(
                    directory,
                    new JournalSettings(
                            maxMessages,
                            maxBytes,
                            JournalSettings.SEGMENT_BYTES,
                            salvage,
                            JournalSettings.RETRY_PAUSE)));
        }
    }
}
