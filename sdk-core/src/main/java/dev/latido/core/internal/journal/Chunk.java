package dev.latido.core.internal.journal;

import dev.latido.core.OutboxMessage;
import org.jspecify.annotations.Nullable;

/**
 * Confined to the lock of the journal: not thread-safe. The index entries of {@value #SLOTS} messages that were
 * appended one after the other: 32 bytes each.
 */
final class Chunk {

    static final int SLOTS = 512;

    final long[] sequences = new long[SLOTS];
    final long[] locations = new long[SLOTS];
    final long[] created = new long[SLOTS];
    final int[] lengths = new int[SLOTS];
    final int[] sizes = new int[SLOTS];
    private final long[] live = new long[SLOTS / Long.SIZE];
    private int count;
    private long least = Long.MAX_VALUE;
    private long largest = Long.MIN_VALUE;
    private @Nullable OutboxMessage @Nullable [] held;
    private int heldCount;

    void add(int slot, long sequence) {
        sequences[slot] = sequence;
        live[slot >> 6] |= 1L << slot;
        count++;
        least = Math.min(least, sequence);
        largest = Math.max(largest, sequence);
    }

    boolean isLive(int slot) {
        return (live[slot >> 6] & (1L << slot)) != 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void remove(int slot) {
        live[slot >> 6] &= ~(1L << slot);
        count--;
        hold(slot, null);
    }

    /** Returns the first live slot from the given one on, or -1. */
    int next(int from) {
        int word = from >> 6;
        long bits = live[word] & (-1L << from);
        while (bits == 0) {
            if (++word == live.length) {
                return -1;
            }
            bits = live[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** Returns the live slot of a sequence, or -1. */
    int find(long sequence) {
        if (sequence >= least && sequence <= largest && count > 0) {
            for (int slot = next(0); slot >= 0; slot = slot + 1 < SLOTS ? next(slot + 1) : -1) {
                if (sequences[slot] == sequence) {
                    return slot;
                }
            }
        }
        return -1;
    }

    @Nullable
    OutboxMessage held(int slot) {
        return held == null ? null : held[slot];
    }

    /** Keeps a message itself in memory, or releases it if {@code null}; returns the message that was kept before. */
    @Nullable
    OutboxMessage hold(int slot, @Nullable OutboxMessage message) {
        if (held == null) {
            if (message == null) {
                return null;
            }
            held = new OutboxMessage[SLOTS];
        }
        OutboxMessage before = held[slot];
        held[slot] = message;
        heldCount += (message == null ? 0 : 1) - (before == null ? 0 : 1);
        if (heldCount == 0) {
            held = null;
        }
        return before;
    }
}
