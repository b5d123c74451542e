package dev.latido.campaign;

import java.util.Locale;

/** The memory in which the consumers of a cell keep the ids that they have handled. */
enum Seen {
    /** In the memory of each process. */
    MEMORY,
    /** In PostgreSQL, in the effect's transaction. */
    POSTGRES,
    /** In Redis, which writes a file; the effect is in PostgreSQL. */
    REDIS,
    /** Nowhere: the bare client. */
    NONE,
    /** In a set of the process, before the work: the pattern of the course. */
    SEEN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isControl() {
        return this == NONE || this == SEEN;
    }
}
