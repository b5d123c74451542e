package dev.latido.idempotency.memory;

/**
 * Stands for an id in a space where its 100 bytes are too many: 127 bits of a keyed hash and one that tells the kind.
 *
 * @param high the first half
 * @param low the second half; its last bit is set for a word of a window
 */
record IdHash(long high, long low) {

    /** Whether it stands for 64 numbered ids at once. */
    static boolean isWord(long low) {
        return (low & 1) != 0;
    }
}
