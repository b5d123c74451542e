package dev.latido.core.internal.journal;

import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Confined to the lock of the journal ({@link WriteQueue#lock}): not thread-safe. Knows which messages are in the
 * outbox and where their records are. The index holds no payloads, except those of messages that are not written yet
 * and, within a bound, of messages that are about to be returned.
 */
final class JournalIndex {

    /** The location of a message that waits to be written. */
    static final long PENDING = -1;

    /** The location of a message that is being written. */
    static final long TAKEN = -2;

    /** The bytes of written messages that stay in memory until they are returned: 4 MiB. */
    private static final long HELD_BYTES = 4L << 20;

    private final PositionIndex urgent = new PositionIndex();
    private final PositionIndex plain = new PositionIndex();
    private final Map<Integer, Live> liveBySegment = new HashMap<>();
    private int messages;
    private long bytes;
    private long heldBytes;
    private long lastSequence;

    /** The bytes of a segment that belong to messages that are still here. */
    private static final class Live {

        private long bytes;
    }

    static long location(int segment, int offset) {
        return ((long) segment << 32) | offset;
    }

    static int segment(long location) {
        return (int) (location >> 32);
    }

    static int offset(long location) {
        return (int) location;
    }

    /** Returns the positions of the messages of one urgency. */
    PositionIndex positions(boolean ofUrgent) {
        return ofUrgent ? urgent : plain;
    }

    int messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    long lastSequence() {
        return lastSequence;
    }

    /** Notes a sequence that was appended. */
    void sawSequence(long sequence) {
        lastSequence = Math.max(lastSequence, sequence);
    }

    /** Adds a message that is not written yet; returns its position among those of its urgency. */
    long add(OutboxMessage message, long created) {
        PositionIndex positions = positions(message.urgent());
        long position = positions.add(message.sequence(), created, message.size());
        positions.place(position, PENDING, 0);
        positions.hold(position, message);
        count(message.sequence(), message.size());
        return position;
    }

    /** Adds a message that an earlier process has written. */
    void add(boolean ofUrgent, long sequence, long created, int size, long location, int length) {
        PositionIndex positions = positions(ofUrgent);
        positions.place(positions.add(sequence, created, size), location, length);
        live(segment(location)).bytes += length;
        count(sequence, size);
    }

    private void count(long sequence, int size) {
        messages++;
        bytes += size;
        sawSequence(sequence);
    }

    /** Called when a message was written. Keeps it in memory if it will be returned soon. */
    void written(boolean ofUrgent, long position, long location, int length) {
        PositionIndex positions = positions(ofUrgent);
        if (!positions.isLive(position)) {
            return;
        }
        positions.place(position, location, length);
        live(segment(location)).bytes += length;
        if (!positions.isReturned(position) && heldBytes + length <= HELD_BYTES) {
            heldBytes += length;
        } else {
            positions.hold(position, null);
        }
    }

    /** Called when the record of a message was copied. Does nothing if the message has left. */
    void moved(boolean ofUrgent, long sequence, long from, long to) {
        PositionIndex positions = positions(ofUrgent);
        long position = positions.find(sequence);
        if (position >= 0 && positions.location(position) == from) {
            int length = positions.length(position);
            positions.place(position, to, length);
            live(segment(from)).bytes -= length;
            live(segment(to)).bytes += length;
        }
    }

    /** Returns whether a message is here and its record is at the given location. */
    boolean isAt(boolean ofUrgent, long sequence, long location) {
        PositionIndex positions = positions(ofUrgent);
        long position = positions.find(sequence);
        return position >= 0 && positions.location(position) == location;
    }

    /** Releases the message itself if it can be read from its file. */
    void release(boolean ofUrgent, long position) {
        PositionIndex positions = positions(ofUrgent);
        if (positions.location(position) >= 0 && positions.hold(position, null) != null) {
            heldBytes -= positions.length(position);
        }
    }

    /** Removes a message; returns its location. */
    long remove(boolean ofUrgent, long position) {
        PositionIndex positions = positions(ofUrgent);
        long location = positions.location(position);
        release(ofUrgent, position);
        if (location >= 0) {
            live(segment(location)).bytes -= positions.length(position);
        }
        messages--;
        bytes -= positions.size(position);
        positions.remove(position);
        return location;
    }

    private Live live(int segment) {
        return liveBySegment.computeIfAbsent(segment, number -> new Live());
    }

    /** Returns the bytes of a segment that belong to messages that are still here. */
    long liveBytes(int segment) {
        Live live = liveBySegment.get(segment);
        return live == null ? 0 : live.bytes;
    }

    void forgetSegment(int segment) {
        liveBySegment.remove(segment);
    }

    Outbox.Backlog backlog() {
        long first = urgent.oldest();
        long second = plain.oldest();
        if (first < 0 && second < 0) {
            return Outbox.Backlog.EMPTY;
        }
        long created = Math.min(
                first < 0 ? Long.MAX_VALUE : urgent.created(first),
                second < 0 ? Long.MAX_VALUE : plain.created(second));
        return new Outbox.Backlog(messages, bytes, Instant.ofEpochMilli(created));
    }

    /** Returns the urgency of the next message to be returned, {@code null} if no message waits. */
    @Nullable
    Boolean next() {
        if (urgent.waiting() >= 0) {
            return true;
        }
        return plain.waiting() >= 0 ? false : null;
    }
}
