package dev.latido.core.internal.journal;

import dev.latido.core.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index over the messages of one urgency, by position: each message gets the next one when it is added. Those before
 * the cursor are handed out. Not thread-safe.
 *
 * <p>Sequences mostly grow with positions by one, so a message is looked for first where the last one found suggests.
 */
final class PositionIndex {

    private static final int SHIFT = 9;

    static {
        assert 1 << SHIFT == Chunk.SLOTS;
    }

    private final List<@Nullable Chunk> chunks = new ArrayList<>();
    private long firstChunk;
    private long end;
    private long cursor;
    private long drift;

    private static int slot(long position) {
        return (int) position & (Chunk.SLOTS - 1);
    }

    private @Nullable Chunk chunkOrNull(long position) {
        int index = (int) ((position >> SHIFT) - firstChunk);
        return index < 0 || index >= chunks.size() ? null : chunks.get(index);
    }

    private Chunk chunk(long position) {
        Chunk chunk = chunkOrNull(position);
        if (chunk == null) {
            throw new IllegalStateException("there is no message at " + position);
        }
        return chunk;
    }

    /** Adds a message behind all others; returns its position. */
    long add(long sequence, long created, int size) {
        long position = end++;
        Chunk chunk = chunkOrNull(position);
        if (chunk == null) {
            chunk = new Chunk();
            if (chunks.isEmpty()) {
                firstChunk = position >> SHIFT;
            }
            chunks.add(chunk);
        }
        int slot = slot(position);
        chunk.add(slot, sequence);
        chunk.created[slot] = created;
        chunk.sizes[slot] = size;
        return position;
    }

    /** The first message from a position on, or -1. */
    private long firstFrom(long position) {
        long at = Math.max(position, firstChunk << SHIFT);
        while (at < end) {
            Chunk chunk = chunkOrNull(at);
            int slot = chunk == null ? -1 : chunk.next(slot(at));
            if (slot >= 0) {
                return (at & -Chunk.SLOTS) + slot;
            }
            at = (at & -Chunk.SLOTS) + Chunk.SLOTS;
        }
        return -1;
    }

    /** The oldest message that is not handed out, or -1. */
    long waiting() {
        long position = firstFrom(cursor);
        cursor = position < 0 ? end : position;
        return position;
    }

    /** The oldest message, or -1. */
    long oldest() {
        return firstFrom(0);
    }

    void handOut(long position) {
        cursor = position + 1;
    }

    boolean isHandedOut(long position) {
        return position < cursor;
    }

    /** Everything from a position on is not handed out. */
    void rewindTo(long position) {
        cursor = Math.min(cursor, position);
    }

    /** The position of a sequence, or -1. */
    long find(long sequence) {
        long guess = sequence - drift;
        if (isLive(guess) && sequence(guess) == sequence) {
            return guess;
        }
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            int slot = chunk == null ? -1 : chunk.find(sequence);
            if (slot >= 0) {
                long position = ((firstChunk + i) << SHIFT) + slot;
                drift = sequence - position;
                return position;
            }
        }
        return -1;
    }

    boolean isLive(long position) {
        Chunk chunk = position < 0 || position >= end ? null : chunkOrNull(position);
        return chunk != null && chunk.isLive(slot(position));
    }

    void remove(long position) {
        Chunk chunk = chunk(position);
        chunk.remove(slot(position));
        if (chunk.isEmpty() && (position >> SHIFT) < (end >> SHIFT)) {
            chunks.set((int) ((position >> SHIFT) - firstChunk), null);
            int gone = 0;
            while (gone < chunks.size() && chunks.get(gone) == null) {
                gone++;
            }
            chunks.subList(0, gone).clear();
            firstChunk += gone;
        }
    }

    long sequence(long position) {
        return chunk(position).sequences[slot(position)];
    }

    long created(long position) {
        return chunk(position).created[slot(position)];
    }

    int size(long position) {
        return chunk(position).sizes[slot(position)];
    }

    long location(long position) {
        return chunk(position).locations[slot(position)];
    }

    int length(long position) {
        return chunk(position).lengths[slot(position)];
    }

    void place(long position, long location, int length) {
        Chunk chunk = chunk(position);
        chunk.locations[slot(position)] = location;
        chunk.lengths[slot(position)] = length;
    }

    @Nullable
    OutboxMessage held(long position) {
        return chunk(position).held(slot(position));
    }

    @Nullable
    OutboxMessage hold(long position, @Nullable OutboxMessage message) {
        return chunk(position).hold(slot(position), message);
    }
}
