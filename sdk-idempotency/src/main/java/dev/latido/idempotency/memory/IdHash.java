package dev.latido.idempotency.memory;

/**
 * Represents an id in less memory than its text: 127 bits of a keyed hash, and one bit for the kind.
 *
 * @param high the first half
 * @param low the second half; its last bit is set for a word of a window
 */
record IdHash(long high, long low) {

    /** Returns whether the hash with this second half represents a word of 64 numbered ids. */
    static boolean isWord(long low) {
        return (low & 1) != 0;
    }
}
