package dev.latido.idempotency.memory;

import dev.latido.idempotency.MessageKey;

/** All ids that no window holds, in parts with one lock each. Thread-safe. */
final class ExactIds {

    private static final int PARTS = 8;

    /**
     * Below this capacity there is one part, which drops exactly the oldest; several parts drop approximately the
     * oldest.
     */
    private static final int LEAST_FOR_PARTS = 65_536;

    /** The room of a part beyond its share, in standard deviations. */
    private static final int DEVIATIONS = 8;

    private final IdHasher hasher = new IdHasher();
    private final PlainIds[] parts;

    /** Creates parts with room for at least this number of the last ids. */
    ExactIds(int capacity, Fences fences) {
        parts = new PlainIds[capacity < LEAST_FOR_PARTS ? 1 : PARTS];
        double share = (double) capacity / parts.length;
        int room = parts.length == 1 ? capacity : (int) Math.ceil(share + DEVIATIONS * Math.sqrt(share));
        for (int i = 0; i < parts.length; i++) {
            parts[i] = new PlainIds(room, fences);
        }
    }

    IdHasher hasher() {
        return hasher;
    }

    IdHash hash(MessageKey key) {
        return hasher.ofId(key.group(), key.id());
    }

    /** Returns the part that a hash belongs to. */
    PlainIds of(IdHash hash) {
        return parts[(int) (hash.low() >>> 1) & (parts.length - 1)];
    }

    /** Returns the value of an entry; 0 if there is none. */
    long value(IdHash hash, int tick) {
        PlainIds part = of(hash);
        synchronized (part) {
            return part.log().value(hash, tick);
        }
    }

    void put(IdHash hash, long value, int tick) {
        PlainIds part = of(hash);
        synchronized (part) {
            part.log().put(hash, value, tick);
        }
    }

    /** Drops entries whose retention is over, at most as many as the limit says. */
    int expire(int tick, int limit) {
        int dropped = 0;
        for (PlainIds part : parts) {
            synchronized (part) {
                dropped += part.log().expire(tick, limit - dropped);
            }
        }
        return dropped;
    }

    long evictedEarly() {
        long evicted = 0;
        for (PlainIds part : parts) {
            synchronized (part) {
                evicted += part.log().evictedEarly();
            }
        }
        return evicted;
    }

    int inWork() {
        int inWork = 0;
        for (PlainIds part : parts) {
            synchronized (part) {
                inWork += part.inWork.size();
            }
        }
        return inWork;
    }

    int size() {
        int size = 0;
        for (PlainIds part : parts) {
            synchronized (part) {
                size += part.log().size();
            }
        }
        return size;
    }
}
