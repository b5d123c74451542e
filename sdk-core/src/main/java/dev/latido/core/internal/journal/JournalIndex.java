package dev.latido.core.internal.journal;

import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which messages are in the outbox and where their records are. In memory only, without payloads but for those that are
 * not written yet and, within a bound, those that are about to be handed out. Not thread-safe.
 */
final class JournalIndex {

    /** Waits to be written. */
    static final long PENDING = -1;

    /** Is being written. */
    static final long TAKEN = -2;

    /** How many bytes of written messages stay in memory until they are handed out: 4 MiB. */
    private static final long HELD_BYTES = 4L << 20;

    private final PositionIndex urgent = new PositionIndex();
    private final PositionIndex plain = new PositionIndex();
    private final Map<Integer, Live> liveBySegment = new HashMap<>();
    private int messages;
    private long bytes;
    private long heldBytes;
    private long lastSequence;

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

    PositionIndex lane(boolean ofUrgent) {
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

    void sawSequence(long sequence) {
        lastSequence = Math.max(lastSequence, sequence);
    }

    /** Takes in a message that is not written yet; returns its position in its lane. */
    long add(OutboxMessage message, long created) {
        PositionIndex lane = lane(message.urgent());
        long position = lane.add(message.sequence(), created, message.size());
        lane.place(position, PENDING, 0);
        lane.hold(position, message);
        count(message.sequence(), message.size());
        return position;
    }

    /** Takes in a message that an earlier process wrote. */
    void add(boolean ofUrgent, long sequence, long created, int size, long location, int length) {
        PositionIndex lane = lane(ofUrgent);
        lane.place(lane.add(sequence, created, size), location, length);
        live(segment(location)).bytes += length;
        count(sequence, size);
    }

    private void count(long sequence, int size) {
        messages++;
        bytes += size;
        sawSequence(sequence);
    }

    /** Notes where a message was written. Keeps it in memory if it will be wanted soon. */
    void written(boolean ofUrgent, long position, long location, int length) {
        PositionIndex lane = lane(ofUrgent);
        if (!lane.isLive(position)) {
            return;
        }
        lane.place(position, location, length);
        live(segment(location)).bytes += length;
        if (!lane.isHandedOut(position) && heldBytes + length <= HELD_BYTES) {
            heldBytes += length;
        } else {
            lane.hold(position, null);
        }
    }

    /** Notes that a written message was copied, if it is still here. */
    void moved(boolean ofUrgent, long sequence, long from, long to) {
        PositionIndex lane = lane(ofUrgent);
        long position = lane.find(sequence);
        if (position >= 0 && lane.location(position) == from) {
            int length = lane.length(position);
            lane.place(position, to, length);
            live(segment(from)).bytes -= length;
            live(segment(to)).bytes += length;
        }
    }

    boolean isAt(boolean ofUrgent, long sequence, long location) {
        PositionIndex lane = lane(ofUrgent);
        long position = lane.find(sequence);
        return position >= 0 && lane.location(position) == location;
    }

    /** Lets go of the message itself, where it can be read from its file. */
    void letGo(boolean ofUrgent, long position) {
        PositionIndex lane = lane(ofUrgent);
        if (lane.location(position) >= 0 && lane.hold(position, null) != null) {
            heldBytes -= lane.length(position);
        }
    }

    /** Takes a message out; returns its location. */
    long remove(boolean ofUrgent, long position) {
        PositionIndex lane = lane(ofUrgent);
        long location = lane.location(position);
        letGo(ofUrgent, position);
        if (location >= 0) {
            live(segment(location)).bytes -= lane.length(position);
        }
        messages--;
        bytes -= lane.size(position);
        lane.remove(position);
        return location;
    }

    private Live live(int segment) {
        return liveBySegment.computeIfAbsent(segment, number -> new Live());
    }

    /** How many bytes of a segment belong to messages that are still here. */
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

    /** The urgency whose turn it is to be handed out, {@code null} if nothing waits. */
    @Nullable
    Boolean turn() {
        if (urgent.waiting() >= 0) {
            return true;
        }
        return plain.waiting() >= 0 ? false : null;
    }
}
