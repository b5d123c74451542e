package dev.latido.core;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Ordered, bounded store of the messages between {@code publish} and the broker's PUBACK.
 *
 * <p>A message is appended once, returned by {@link #next()} (again after each {@link #rewind()}), and removed with
 * {@link #remove} on its PUBACK or when it has reached another final outcome. A durable outbox returns the messages
 * that an earlier process left before any new one.
 *
 * <p>Implementations must be thread-safe. No operation may wait for the network, and none but {@link #close()} for the
 * disk. An outbox belongs to one publisher, which closes it.
 */
public interface Outbox extends AutoCloseable {

    /**
     * Adds a message after all others of its {@linkplain OutboxMessage#urgent() urgency}. {@link #next()} may return it
     * at once, before it is stored.
     *
     * @param message the message; its sequence is larger than that of all before
     * @return completes when the message is stored: at once in memory, in a durable outbox when it is on the disk.
     *     Fails with an {@link OutboxException} if the message could not be stored, which its publication reports as a
     *     {@link NotStoredException}. Dependents run on a thread of the outbox and must not block
     * @throws OutboxFullException if the message does not fit; it was not added
     * @throws OutboxException if the outbox cannot store messages (the disk is full, the outbox is closed); it was not
     *     added
     */
    CompletionStage<Void> append(OutboxMessage message);

    /**
     * Returns the oldest message that was not returned since the last {@link #rewind()}, urgent ones first. The message
     * stays in the outbox.
     *
     * @return the message, or {@code null} if every message was returned
     */
    @Nullable
    OutboxMessage next();

    /**
     * Called after a connection was lost: {@link #next()} returns every message still in the outbox again, urgent ones
     * first, then by age.
     */
    void rewind();

    /**
     * Removes a message. Has no effect if it was removed before, or if the outbox is closed.
     *
     * @param message the message
     */
    void remove(OutboxMessage message);

    /**
     * Removes the oldest message that is neither {@linkplain #next() returned} nor {@linkplain OutboxMessage#urgent()
     * urgent}, to make room.
     *
     * @return that message, or {@code null} if there is none
     */
    @Nullable
    OutboxMessage dropOldest();

    /**
     * Returns the largest sequence that was ever appended, so that a publisher continues after it.
     *
     * @return the sequence, 0 if there has been none
     */
    long lastSequence();

    /**
     * Returns the amount of messages in the outbox, whether {@linkplain #next() returned} or not.
     *
     * @return messages, bytes and age
     */
    Backlog backlog();

    /**
     * Returns whether the messages left at {@link #close()} are sent at the next start.
     *
     * @return false by default: they are lost
     */
    default boolean durable() {
        return false;
    }

    /** Releases files and locks. Messages of a durable outbox stay for the next start. */
    @Override
    void close();

    /**
     * Amount of messages in an outbox. Immutable.
     *
     * @param messages the number of messages
     * @param bytes their size by {@link OutboxMessage#size()}
     * @param oldest the time at which the oldest of them was published, {@code null} if there is none
     */
    record Backlog(int messages, long bytes, @Nullable Instant oldest) {

        /** Backlog of an empty outbox. */
        public static final Backlog EMPTY = new Backlog(0, 0, null);
    }
}
