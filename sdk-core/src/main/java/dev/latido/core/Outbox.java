package dev.latido.core;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where messages wait between {@code publish} and the broker's PUBACK, in order, within bounds.
 *
 * <p>A message is appended once, handed out by {@link #next()} as often as connections come and go, and leaves by
 * {@link #remove}: on its PUBACK, or when its outcome is final otherwise. A durable outbox also hands out what an earlier
 * process left in it, before all that is new. Implementations must be thread-safe; none of the operations may wait for the
 * network, and none but {@link #close()} for the disk.
 */
public interface Outbox extends AutoCloseable {

    /**
     * Takes a message in, behind all others of its {@linkplain OutboxMessage#urgent() urgency}. It may be handed out at
     * once, before it is stored.
     *
     * @param message the message; its sequence is larger than that of all before
     * @return completes when the message is stored: at once in memory, when it is on the disk in a durable outbox;
     *     exceptionally with an {@link OutboxException} if it could not be stored. Dependents run on a thread of the outbox
     *     and must not block
     * @throws OutboxFullException if it does not fit; nothing was taken
     * @throws OutboxException if the outbox cannot store any more (the disk is full, the outbox closed); nothing was taken
     */
    CompletionStage<Void> append(OutboxMessage message);

    /**
     * Hands out the oldest message that was not handed out since the last {@link #rewind()}, urgent ones first. It stays
     * in the outbox.
     *
     * @return the message, or {@code null} if every message is handed out
     */
    @Nullable
    OutboxMessage next();

    /** After a connection was lost: every message still here is handed out again, urgent ones first, then by age. */
    void rewind();

    /**
     * Lets a message go for good. Does nothing if it has left already, or the outbox is closed.
     *
     * @param message the message
     */
    void remove(OutboxMessage message);

    /**
     * Lets the oldest message go that is neither handed out nor {@linkplain OutboxMessage#urgent() urgent}, to make room.
     *
     * @return that message, or {@code null} if there is none
     */
    @Nullable
    OutboxMessage dropOldest();

    /**
     * The largest sequence that was ever appended, so that a publisher goes on behind it.
     *
     * @return the sequence, 0 if there has been none
     */
    long lastSequence();

    /**
     * How much is waiting, handed out or not.
     *
     * @return messages, bytes and age
     */
    Backlog backlog();

    /**
     * Whether what is left here at {@link #close()} is handed out at the next start.
     *
     * @return default false: it is gone
     */
    default boolean durable() {
        return false;
    }

    /** Releases files and locks. Messages of a durable outbox stay for the next start. */
    @Override
    void close();

    /**
     * How much waits in an outbox.
     *
     * @param messages how many messages
     * @param bytes how large they are, by {@link OutboxMessage#size()}
     * @param oldest when the oldest of them was published, {@code null} if there is none
     */
    record Backlog(int messages, long bytes, @Nullable Instant oldest) {

        /** Nothing waits. */
        public static final Backlog EMPTY = new Backlog(0, 0, null);
    }
}
