package dev.latido.idempotency.memory;

import java.security.SecureRandom;

/**
 * SipHash-2-4 with a result of 128 bits and a random key, so that an attacker cannot construct ids that collide. Among
 * n ids, two have the same hash with a probability of n² / 2<sup>128</sup>: 3 · 10<sup>-21</sup> for a thousand
 * million.
 */
final class IdHasher {

    private static final int CHARS = 4;

    private final long key0;
    private final long key1;

    IdHasher() {
        SecureRandom random = new SecureRandom();
        key0 = random.nextLong();
        key1 = random.nextLong();
    }

    IdHasher(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** Returns the hash of a message id. */
    IdHash ofId(String group, String id) {
        State state = new State(key0, key1);
        absorb(state, group, group.length());
        absorb(state, id, id.length());
        return state.finish(0);
    }

    /** Returns the hash of a word: 64 numbered ids with the same prefix. */
    IdHash ofWord(String group, String prefix, long word) {
        State state = new State(key0, key1);
        absorb(state, group, group.length());
        absorb(state, prefix, prefix.length());
        state.absorb(word);
        return state.finish(1);
    }

    /** Returns a short hash of a group and the prefix of an id, for tables. */
    long ofPrefix(String group, String id, int end) {
        long hash = key0 + group.hashCode();
        int i = 0;
        for (; i + CHARS <= end; i += CHARS) {
            // Four steps of 31 in one, whose products the processor can compute at the same time.
            hash = hash * (31 * 31 * 31 * 31)
                    + (id.charAt(i) * (31 * 31 * 31)
                            + id.charAt(i + 1) * (31 * 31)
                            + (id.charAt(i + 2) * 31 + id.charAt(i + 3)));
        }
        for (; i < end; i++) {
            hash = hash * 31 + id.charAt(i);
        }
        hash *= key1 | 1;
        return hash ^ hash >>> 32;
    }

    /** Absorbs the length first, so that different lists of strings never look the same. */
    private static void absorb(State state, String text, int length) {
        state.absorb(length);
        int i = 0;
        for (; i + CHARS <= length; i += CHARS) {
            state.absorb((long) text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48);
        }
        if (i < length) {
            long last = 0;
            for (int shift = 0; i < length; i++, shift += Character.SIZE) {
                last |= (long) text.charAt(i) << shift;
            }
            state.absorb(last);
        }
    }

    /** SipHash's four words. */
    private static final class State {

        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ 0x736f6d6570736575L;
            v1 = key1 ^ 0x646f72616e646f6dL ^ 0xee;
            v2 = key0 ^ 0x6c7967656e657261L;
            v3 = key1 ^ 0x7465646279746573L;
        }

        void absorb(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        IdHash finish(int kind) {
            v2 ^= 0xee;
            long high = squeeze();
            v1 ^= 0xdd;
            return new IdHash(high, (squeeze() & ~1L) | kind);
        }

        private long squeeze() {
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
