package dev.latido.idempotency;

/** Decides what happens to a message without an id, whose copies cannot be distinguished from other messages. */
public enum WithoutId {

    /** The message becomes a dead letter: fix its producer. The default. */
    DEAD_LETTER,

    /**
     * A hash of topic and payload is the id. This is the weaker choice: if a device measures the same value twice, the
     * second reading is dropped as a duplicate of the first, unless something in the payload, such as a time, differs.
     */
    HASH
}
