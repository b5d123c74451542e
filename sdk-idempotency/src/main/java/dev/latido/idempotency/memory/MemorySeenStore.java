package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A seen-store in the memory of the process: for one process, and for effects that die with it too. After a crash the
 * broker delivers again what was not acknowledged, and it is handled again.
 *
 * <p>Ids of the form {@code clientId:epoch:sequence}, as Latido's publishers give, cost less than a byte each: a bit in a
 * window of the producer's last 1,024. What falls out of a window is kept in full words of 64 ids; a number below the
 * window is looked up there and never taken for a duplicate because it is low. Any other id costs less than 40 bytes: 127
 * bits of a keyed hash (SipHash-2-4, random key) stand for it. Two of n ids have the same hash, and one of them is taken
 * for a duplicate of the other, with a probability of n² / 2<sup>128</sup>: below 10<sup>-20</sup> for a thousand million.
 *
 * <p>Messages in work are never forgotten. Handled ones are kept for the retention, in the order in which they were
 * handled; if more than {@link #capacity()} would be kept, the <em>oldest</em> go first and are counted in {@link
 * #evictedEarly()}. (An LRU or a frequency-based cache would drop recent ids, the very ones about to be redelivered.)
 *
 * <p>{@linkplain #detectsConflicts() Detects conflicts}, by 62 bits of the fingerprint; a numbered id with a fingerprint
 * costs as much as any other. A commit that is repeated is recognised ({@link Commit#ALREADY}) among the last 4,096
 * grants; later it is {@link Commit#LOST}, and the next claim {@link Claim.Done}. Thread-safe.
 */
public final class MemorySeenStore implements SeenStore {

    /**
     * How many entries for handled messages are kept at most unless set: 1,000,000, some 40 MB.
     *
     * @see #capacity()
     */
    public static final int DEFAULT_CAPACITY = 1_000_000;

    private final int capacity;
    private final MemoryStore store;

    private MemorySeenStore(Duration retention, int capacity, LongSupplier clock) {
        this.capacity = capacity;
        this.store = new MemoryStore(retention, capacity, clock);
    }

    /**
     * A store with the defaults: 8 days, 1,000,000 entries.
     *
     * @return the store
     */
    public static MemorySeenStore create() {
        return retaining(DEFAULT_RETENTION, DEFAULT_CAPACITY);
    }

    /**
     * A store with bounds of one's own.
     *
     * @param retention how long handled messages are kept, above zero
     * @param capacity how many entries are kept for them at most, from 1; see {@link #capacity()}
     * @return the store
     * @throws IllegalArgumentException if a bound is not positive
     */
    public static MemorySeenStore retaining(Duration retention, int capacity) {
        return retaining(retention, capacity, System::nanoTime);
    }

    static MemorySeenStore retaining(Duration retention, int capacity, LongSupplier clock) {
        Objects.requireNonNull(retention, "retention must not be null");
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("retention must be above zero, was " + retention);
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, was " + capacity);
        }
        return new MemorySeenStore(retention, capacity, clock);
    }

    /**
     * How many entries are kept for handled messages at most: one for each id, or for up to 64 consecutive ids of one
     * producer that have left its window. The windows come on top, one for each eight entries at most; where there are
     * more producers, those that have been idle longest give theirs up for entries.
     *
     * @return the capacity
     */
    public int capacity() {
        return capacity;
    }

    /**
     * How many handled messages were forgotten before their retention was over, because the capacity was reached. Above
     * zero, a late redelivery may be handled twice: allow more capacity.
     *
     * @return the count since the store was made
     */
    public long evictedEarly() {
        return store.evictedEarly();
    }

    @Override
    public boolean detectsConflicts() {
        return true;
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(owner, "owner must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return store.claim(key, lease);
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        return store.renew(key, fence, lease);
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(pause, "pause must not be null");
        return store.release(key, fence, pause);
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        Objects.requireNonNull(key, "key must not be null");
        return store.commit(key, fence);
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(reason, "reason must not be null");
        return store.bury(key, fence);
    }

    @Override
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        return store.purge(limit);
    }

    @Override
    public void close() {
        // Nothing is held but memory.
    }

    @Override
    public String toString() {
        return "MemorySeenStore[" + store + " of " + capacity + "]";
    }
}
