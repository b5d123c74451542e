package dev.latido.idempotency;

/** What becomes of a message that has no id, so that its copies cannot be told from other messages. */
public enum WithoutId {

    /** It becomes a dead letter: its producer is to be mended. The default. */
    DEAD_LETTER,

    /**
     * A hash of topic and payload is its id. The weaker choice: a device that measures the same value twice has the second
     * reading dropped as a duplicate of the first, unless something in the payload, such as a time, differs.
     */
    HASH
}
