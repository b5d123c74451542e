package dev.latido.core;

import dev.latido.core.internal.journal.Journal;
import dev.latido.core.internal.journal.JournalSettings;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Outbox on the disk. Stored messages survive a crash of the process, the machine or its power supply, and are sent
 * before any new message. Thread-safe; close it, or the publisher that owns it.
 *
 * <pre>{@code
 * ResilientPublisher publisher = ResilientPublisher.builder(gateway)
 *         .outbox(JournalOutbox.at(directory)) // such as /var/lib/gw/outbox
 *         .build();
 * }</pre>
 *
 * <p>Messages are written to append-only files and forced to the disk in groups: messages that threads append while the
 * disk is busy are forced together, with one {@code fsync}. The stage that {@link #append} returns completes after
 * that; no caller waits for the disk. The removal of a message is written too, but not forced: after a crash a message
 * may be sent again, with the same id, but none is lost. Memory holds an index of 32 bytes per message; payloads are
 * read back from the file when they are due.
 *
 * <p>A directory belongs to one outbox of one process; a lock ensures that. It must be on a local disk that honours
 * {@code fsync}. If the disk is full or fails, appends fail with an {@link OutboxException}; no message is kept in
 * memory instead. Stored messages can still be sent and removed, and appends succeed again once writing does. Damaged
 * files are never skipped: opening fails, unless {@link Builder#salvage} is called.
 *
 * <p>File format, guarantees and the reasons for a dedicated log are in {@code docs/durable-outbox.md}.
 */
public final class JournalOutbox implements Outbox {

    /** Default of {@link Builder#maxMessages}: 1,000,000, which need 32 MB of heap. */
    public static final int DEFAULT_MESSAGES = 1_000_000;

    /** Default of {@link Builder#maxBytes}: 1 GiB by {@link OutboxMessage#size()}. The files may take twice as much. */
    public static final long DEFAULT_BYTES = 1L << 30;

    private final Journal journal;

    private JournalOutbox(Journal journal) {
        this.journal = journal;
    }

    /**
     * Opens the outbox in a directory with the default bounds: 1,000,000 messages, 1 GiB. Reads the messages that an
     * earlier process left, which takes about a second for a million small messages.
     *
     * @param directory the directory of its files; created if it does not exist
     * @return the outbox
     * @throws OutboxException if the directory is in use or cannot be written to, or a file in it is damaged
     */
    public static JournalOutbox at(Path directory) {
        return builder(directory).open();
    }

    /**
     * Starts the declaration of an outbox with other bounds.
     *
     * @param directory the directory of its files; created if it does not exist
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
     * @throws OutboxException if its file cannot be read or is damaged; the next call tries again, no message is
     *     skipped
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
     * Returns the number of bytes that {@link Builder#salvage} could not read when it opened the outbox.
     *
     * @return bytes, 0 if nothing was damaged
     */
    public long bytesLost() {
        return journal.bytesLost();
    }

    @Override
    public boolean durable() {
        return true;
    }

    /**
     * Writes pending messages and releases files and lock. Messages stay for the next start. This takes as long as the
     * disk does, at most 30 s. Closing again has no effect. Afterwards {@link #append} throws, {@link #next()} returns
     * {@code null} and {@link #remove} has no effect.
     */
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
         * Sets the maximum number of messages. Messages that an earlier process left stay, even if they are more.
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
         * Sets the maximum number of bytes by {@link OutboxMessage#size()}. Default: {@link #DEFAULT_BYTES}.
         *
         * @param bytes from 1
         * @return this builder
         */
        public Builder maxBytes(long bytes) {
            this.maxBytes = bytes;
            return this;
        }

        /**
         * Opens the outbox even if a file is damaged: keeps the readable records, logs a warning with the number of
         * unreadable bytes ({@link #bytesLost()}), and keeps the damaged file next to it with the ending {@code
         * .damaged}. Stored messages may be lost, and messages that were removed may be sent again. Default: opening
         * fails.
         *
         * @return this builder
         */
        public Builder salvage() {
            this.salvage = true;
            return this;
        }

        /**
         * Opens the outbox and reads the messages that an earlier process left.
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
