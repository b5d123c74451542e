package dev.latido.idempotency.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The ids that have ended, in the order in which they did: 28 bytes each, and 6 to 12 for the index, an open-addressed
 * table of positions. The oldest are dropped first, when their retention is over or the capacity is reached. Not
 * thread-safe.
 */
final class EndedIds {

    /** The retention in ticks of the clock. */
    static final int TICKS = 1 << 20;

    private static final int CHUNK = 1_024;
    private static final int NOTHING = -1;
    private static final int SMALLEST_INDEX = 16;
    private static final int FULL_PERCENT = 70;
    private static final int LARGEST_CAPACITY = 1 << 28;

    /** A part of the log of ended ids. */
    private static final class Chunk {

        private final long[] highs = new long[CHUNK];
        private final long[] lows = new long[CHUNK];
        private final long[] values = new long[CHUNK];
        private final int[] ticks = new int[CHUNK];
    }

    private final int capacity;
    private final int mostPositions;
    private final int positionBits;
    private final int positionMask;
    private final @Nullable Chunk[] chunks;

    /** Positions and, in the remaining bits, a part of the hash, so that few other entries have to be compared. */
    private int[] index = emptyIndex(SMALLEST_INDEX);

    private long head;
    private long tail;
    private int live;
    private long evictedEarly;

    EndedIds(int capacity) {
        this.capacity = Math.min(capacity, LARGEST_CAPACITY);
        this.mostPositions = this.capacity + Math.max(this.capacity, CHUNK);
        this.positionBits = Integer.SIZE - Integer.numberOfLeadingZeros(mostPositions + 2 * CHUNK - 1);
        this.positionMask = (1 << positionBits) - 1;
        this.chunks = new @Nullable Chunk[1 << (positionBits - Integer.numberOfTrailingZeros(CHUNK))];
    }

    private static int[] emptyIndex(int size) {
        int[] index = new int[size];
        Arrays.fill(index, NOTHING);
        return index;
    }

    /** Returns the number of entries. */
    int size() {
        return live;
    }

    /** Returns how many ids were dropped before the end of their retention. */
    long evictedEarly() {
        return evictedEarly;
    }

    /** Returns the value of an entry; 0 if there is none or its retention is over. */
    long value(IdHash hash, int now) {
        int slot = slot(hash);
        if (slot == NOTHING) {
            return 0;
        }
        int position = index[slot] & positionMask;
        Chunk chunk = chunk(position);
        int offset = position % CHUNK;
        return isOver(chunk.ticks[offset], now) ? 0 : chunk.values[offset];
    }

    /** Adds an entry and removes an older one for the same id. */
    void put(IdHash hash, long value, int now) {
        int slot = slot(hash);
        if (slot != NOTHING) {
            removeAt(slot);
        }
        append(hash, value, now);
        expire(now, Integer.MAX_VALUE);
        while (live > capacity || tail - head > mostPositions) {
            dropHead(now);
        }
    }

    /** Drops the oldest entries whose retention is over, at most as many as the limit says. */
    int expire(int now, int limit) {
        int dropped = 0;
        while (head < tail && dropped < limit) {
            int position = (int) head & positionMask;
            Chunk chunk = chunk(position);
            int offset = position % CHUNK;
            if (!isRemoved(chunk, offset)) {
                if (!isOver(chunk.ticks[offset], now)) {
                    break;
                }
                dropped++;
            }
            dropHead(now);
        }
        return dropped;
    }

    /**
     * Returns whether more ticks than the retention have passed; one tick more, so that none of the retention is cut
     * off.
     */
    static boolean isOver(int since, int now) {
        return now - since > TICKS;
    }

    private static boolean isRemoved(Chunk chunk, int offset) {
        return chunk.highs[offset] == 0 && chunk.lows[offset] == 0;
    }

    private void append(IdHash hash, long value, int now) {
        int position = (int) tail & positionMask;
        int number = position / CHUNK;
        Chunk chunk = chunks[number];
        if (chunk == null) {
            chunk = new Chunk();
            chunks[number] = chunk;
        }
        int offset = position % CHUNK;
        chunk.highs[offset] = hash.high();
        chunk.lows[offset] = hash.low();
        chunk.values[offset] = value;
        chunk.ticks[offset] = now;
        tail++;
        live++;
        if (live * 100L > (long) index.length * FULL_PERCENT) {
            growIndex();
        } else {
            enter(position, hash.high(), hash.low());
        }
    }

    private void dropHead(int now) {
        int position = (int) head & positionMask;
        Chunk chunk = chunk(position);
        int offset = position % CHUNK;
        if (!isRemoved(chunk, offset)) {
            if (!isOver(chunk.ticks[offset], now)) {
                boolean word = IdHash.isWord(chunk.lows[offset]);
                evictedEarly += word ? Long.bitCount(chunk.values[offset]) : 1;
            }
            removeAt(slot(new IdHash(chunk.highs[offset], chunk.lows[offset])));
        }
        head++;
        if (offset == CHUNK - 1) {
            chunks[position / CHUNK] = null;
        }
    }

    private Chunk chunk(int position) {
        Chunk chunk = chunks[position / CHUNK];
        if (chunk == null) {
            throw new IllegalStateException("no entry at " + position);
        }
        return chunk;
    }

    private int tag(long low) {
        return (int) (low >>> (Integer.SIZE + 1)) & ~positionMask & Integer.MAX_VALUE;
    }

    private int home(long high) {
        return (int) (high >>> Integer.SIZE) & (index.length - 1);
    }

    private int slot(IdHash hash) {
        int tag = tag(hash.low());
        for (int slot = home(hash.high()); ; slot = slot + 1 & index.length - 1) {
            int entry = index[slot];
            if (entry == NOTHING) {
                return NOTHING;
            }
            if ((entry & ~positionMask) == tag) {
                int position = entry & positionMask;
                Chunk chunk = chunk(position);
                int offset = position % CHUNK;
                if (chunk.highs[offset] == hash.high() && chunk.lows[offset] == hash.low()) {
                    return slot;
                }
            }
        }
    }

    private void enter(int position, long high, long low) {
        int slot = home(high);
        while (index[slot] != NOTHING) {
            slot = slot + 1 & index.length - 1;
        }
        index[slot] = tag(low) | position;
    }

    private void removeAt(int slot) {
        int position = index[slot] & positionMask;
        Chunk removed = chunk(position);
        removed.highs[position % CHUNK] = 0;
        removed.lows[position % CHUNK] = 0;
        live--;
        closeGap(slot);
    }

    /** Moves entries back that could not be found across the gap. */
    private void closeGap(int slot) {
        int mask = index.length - 1;
        int gap = slot;
        for (int i = slot + 1 & mask; index[i] != NOTHING; i = i + 1 & mask) {
            int position = index[i] & positionMask;
            int home = home(chunk(position).highs[position % CHUNK]);
            if ((i - home & mask) >= (i - gap & mask)) {
                index[gap] = index[i];
                gap = i;
            }
        }
        index[gap] = NOTHING;
    }

    private void growIndex() {
        index = emptyIndex(index.length * 2);
        for (long at = head; at < tail; at++) {
            int position = (int) at & positionMask;
            Chunk chunk = chunk(position);
            int offset = position % CHUNK;
            if (!isRemoved(chunk, offset)) {
                enter(position, chunk.highs[offset], chunk.lows[offset]);
            }
        }
    }
}
