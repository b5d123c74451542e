package dev.latido.idempotency.memory;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A seen-store in the memory of the process: for one process, and for effects that are lost with the process too. After a
 * crash, the broker redelivers the messages that were not acknowledged, and they are handled again.
 *
 * <p>Ids of the form {@code clientId:epoch:sequence}, which Latido's publishers assign, take less than a byte each: a
 * bit in a window of the producer's last 1,024 ids. Ids that leave a window are kept in full words of 64 ids. A number
 * below the window is looked up there; it is never taken for a duplicate because it is low.
 *
 * <p>Any other id takes less than 40 bytes: it is represented by 127 bits of a keyed hash (SipHash-2-4, random key). If
 * two ids have the same hash, one of them is taken for a duplicate of the other. Among n ids, the probability is n² /
 * 2<sup>128</sup>: below 10<sup>-20</sup> for a thousand million.
 *
 * <p>Messages that are claimed or wait for a retry are never forgotten. Handled messages are kept for the retention, in
 * the order in which they were handled. If there are more than {@link #capacity()}, the <em>oldest</em> are dropped
 * first and counted in {@link #evictedEarly()}. (An LRU or a frequency-based cache would drop recent ids, which are
 * most likely to be redelivered.)
 *
 * <p>{@linkplain #detectsConflicts() Detects conflicts} by 62 bits of the fingerprint; a numbered id with a fingerprint
 * takes as much memory as any other. A repeated commit is recognised ({@link Commit#ALREADY}) among the last 4,096
 * grants. Later it is {@link Commit#LOST}, and the answer to the next claim is {@link Claim.Done}. Thread-safe.
 */
public final class MemorySeenStore implements SeenStore {

    /**
     * Default maximum number of entries for handled messages: 1,000,000, about 40 MB.
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
     * Creates a store with the default retention and capacity: 8 days, 1,000,000 entries.
     *
     * @return the store
     */
    public static MemorySeenStore create() {
        return retaining(DEFAULT_RETENTION, DEFAULT_CAPACITY);
    }

    /**
     * Creates a store with the given retention and capacity.
     *
     * @param retention how long handled messages are kept, above zero
     * @param capacity the maximum number of entries for them, from 1; see {@link #capacity()}
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
     * Returns the maximum number of entries for handled messages. An entry holds one id, or up to 64 consecutive ids of
     * one producer that have left its window. Windows are kept in addition, at most one for every eight entries. If
     * there are more producers, the windows of those that have been idle longest are turned into entries.
     *
     * @return the capacity
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Returns how many handled messages were forgotten before the end of their retention because the capacity was
     * reached. If it is above zero, a late redelivery may be handled twice: increase the capacity.
     *
     * @return the count since the store was created
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
        // The store holds nothing but memory.
    }

    @Override
    public String toString() {
        return "MemorySeenStore[" + store + " of " + capacity + "]";
    }
}
