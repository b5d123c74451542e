package dev.latido.campaign;

import java.util.Locale;

/** How the consumers of a cell remember what they have handled. */
enum Seen {
    /** In the memory of each process. */
    MEMORY,
    /** In PostgreSQL, in the effect's transaction. */
    POSTGRES,
    /** In Redis, which has its file; the effect is in PostgreSQL. */
    REDIS,
    /** Not at all: the bare client. */
    NONE,
    /** In a set of the process, before the work: the course's pattern. */
    SEEN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isControl() {
        return this == NONE || this == SEEN;
    }
}
