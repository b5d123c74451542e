package dev.latido.core;

import dev.latido.core.internal.publish.MessageQueue;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Outbox in the memory of the process: fast, bounded in messages and in bytes, lost with the process. Thread-safe;
 * {@link #close()} has no effect.
 */
public final class MemoryOutbox implements Outbox {

    /** Default maximum number of messages: 10,000. */
    public static final int DEFAULT_MESSAGES = 10_000;

    /** Default maximum number of bytes: 16 MiB. */
    public static final long DEFAULT_BYTES = 16L * 1024 * 1024;

    private static final CompletionStage<Void> STORED = CompletableFuture.completedFuture(null);

    private final int maxMessages;
    private final long maxBytes;
    private final MessageQueue urgent = new MessageQueue();
    private final MessageQueue plain = new MessageQueue();
    private int messages;
    private long bytes;
    private long lastSequence;

    private MemoryOutbox(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /**
     * Creates an outbox with the default bounds: 10,000 messages, 16 MiB.
     *
     * @return the outbox
     */
    public static MemoryOutbox create() {
        return bounded(DEFAULT_MESSAGES, DEFAULT_BYTES);
    }

    /**
     * Creates an outbox with other bounds; whichever is reached first counts.
     *
     * @param maxMessages the maximum number of messages, from 1
     * @param maxBytes the maximum number of bytes by {@link OutboxMessage#size()}, from 1
     * @return the outbox
     * @throws IllegalArgumentException if a bound is below 1
     */
    public static MemoryOutbox bounded(int maxMessages, long maxBytes) {
        if (maxMessages < 1) {
            throw new IllegalArgumentException("maxMessages must be at least 1, was " + maxMessages);
        }
        if (maxBytes < 1) {
            throw new IllegalArgumentException("maxBytes must be at least 1, was " + maxBytes);
        }
        return new MemoryOutbox(maxMessages, maxBytes);
    }

    private MessageQueue lane(OutboxMessage message) {
        return message.urgent() ? urgent : plain;
    }

    @Override
    public synchronized CompletionStage<Void> append(OutboxMessage message) {
        Objects.requireNonNull(message, "message must not be null");
        if (messages >= maxMessages) {
            throw new OutboxFullException(
                    message,
                    "the outbox holds " + maxMessages
                            + " messages, its maximum; publish less, allow more, or wait for acknowledgements");
        }
        if (bytes + message.size() > maxBytes) {
            throw new OutboxFullException(
                    message,
                    "the outbox holds " + bytes + " of " + maxBytes
                            + " bytes, and the message needs " + message.size()
                            + "; publish less, allow more, or wait for acknowledgements");
        }
        lane(message).add(message);
        messages++;
        bytes += message.size();
        lastSequence = Math.max(lastSequence, message.sequence());
        return STORED;
    }

    @Override
    public synchronized @Nullable OutboxMessage next() {
        OutboxMessage message = urgent.next();
        return message == null ? plain.next() : message;
    }

    @Override
    public synchronized void rewind() {
        urgent.rewind();
        plain.rewind();
    }

    @Override
    public synchronized void remove(OutboxMessage message) {
        Objects.requireNonNull(message, "message must not be null");
        if (lane(message).remove(message)) {
            release(message);
        }
    }

    @Override
    public synchronized @Nullable OutboxMessage dropOldest() {
        OutboxMessage message = plain.firstWaiting();
        if (message != null) {
            plain.remove(message);
            release(message);
        }
        return message;
    }

    private void release(OutboxMessage message) {
        messages--;
        bytes -= message.size();
    }

    @Override
    public synchronized long lastSequence() {
        return lastSequence;
    }

    @Override
    public synchronized Backlog backlog() {
        Instant first = urgent.oldest();
        Instant second = plain.oldest();
        Instant oldest = first == null || (second != null && second.isBefore(first)) ? second : first;
        return new Backlog(messages, bytes, oldest);
    }

    @Override
    public void close() {
        // Only memory is held, and it is freed with this object.
    }

    @Override
    public String toString() {
        Backlog backlog = backlog();
        return "MemoryOutbox[" + backlog.messages() + " of " + maxMessages + " messages, " + backlog.bytes() + " of "
                + maxBytes + " bytes]";
    }
}
