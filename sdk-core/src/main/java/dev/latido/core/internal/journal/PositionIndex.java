package dev.latido.core.internal.journal;

import dev.latido.core.OutboxMessage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confined to the lock of the journal: not thread-safe. The index over the messages of one urgency by position. Each
 * message gets the next position when it is added. Messages before the cursor have been returned.
 *
 * <p>Sequence and position mostly grow by one together, so a search starts at the distance at which the last message
 * was found.
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

    /** Adds a message after all others; returns its position. */
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

    /** Returns the position of the first message from the given one on, or -1. */
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

    /** Returns the position of the oldest message that waits, or -1. */
    long waiting() {
        long position = firstFrom(cursor);
        cursor = position < 0 ? end : position;
        return position;
    }

    /** Returns the position of the oldest message, or -1. */
    long oldest() {
        return firstFrom(0);
    }

    /** Moves the cursor past a message that is being returned. */
    void returned(long position) {
        cursor = position + 1;
    }

    boolean isReturned(long position) {
        return position < cursor;
    }

    /** Moves the cursor back to a position, if it is beyond it. */
    void rewindTo(long position) {
        cursor = Math.min(cursor, position);
    }

    /** Returns the position of a sequence, or -1. */
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
