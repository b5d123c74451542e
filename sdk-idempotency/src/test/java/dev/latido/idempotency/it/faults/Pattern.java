package dev.latido.idempotency.it.faults;

/** How a consumer remembers what it has seen, and where. */
enum Pattern {

    /** Marks first, works then, as the course's sketch does. */
    MARK_THEN_WORK("by hand: mark, work", "PostgreSQL", false, false),
    /** Looks, works, and marks in the end. */
    CHECK_WORK_MARK("by hand: check, work, mark", "PostgreSQL", true, false),
    /** The subscriber, its ids in the memory of each process. */
    MEMORY("subscriber, plain handler", "memory", true, false),
    /** The subscriber with leases, its effect outside the database. */
    LEASE("subscriber, plain handler", "PostgreSQL", true, false),
    /** The subscriber, mark and effect in one transaction. */
    TRANSACTION("subscriber, transactional handler", "PostgreSQL", true, true),
    /** The same for many messages at once. */
    BATCH("subscriber, batches", "PostgreSQL", true, true),
    /** The subscriber with leases, its effect in PostgreSQL; Redis is killed and restarted, and has its file. */
    REDIS("subscriber, plain handler", "Redis, killed twice", true, false),
    /** The same with a Redis that loses everything, again and again. */
    REDIS_FLUSHED("subscriber, plain handler", "Redis, killed twice and flushed all the time", true, false);

    private final String title;
    private final String store;
    private final boolean lossless;
    private final boolean exact;

    Pattern(String title, String store, boolean lossless, boolean exact) {
        this.title = title;
        this.store = store;
        this.lossless = lossless;
        this.exact = exact;
    }

    String title() {
        return title;
    }

    String store() {
        return store;
    }

    /** Whether every message must take effect. */
    boolean lossless() {
        return lossless;
    }

    /** Whether no message may take effect twice. */
    boolean exact() {
        return exact;
    }

    /** Whether a message that a store has committed must not take effect again: only what is in between may. */
    boolean keepsCommits() {
        return this == LEASE || this == REDIS;
    }

    boolean inRedis() {
        return this == REDIS || this == REDIS_FLUSHED;
    }

    boolean byHand() {
        return this == MARK_THEN_WORK || this == CHECK_WORK_MARK;
    }
}
