package dev.latido.idempotency.internal;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The lanes that have messages. Thread-safe.
 *
 * @param <T> the value's type
 */
final class Lanes<T> {

    private final ConcurrentHashMap<Object, Lane<T>> lanes = new ConcurrentHashMap<>();

    /** Where a message went, and what came of it. */
    record Entry<T>(Lane<T> lane, Lane.Added added) {}

    /** Adds a message to the lane of its key. */
    Entry<T> add(Object key, Delivery<T> delivery) {
        Lane.Added[] added = new Lane.Added[1];
        Lane<T> lane = lanes.compute(key, (same, there) -> {
            Lane<T> taken = there == null ? new Lane<>(same) : there;
            added[0] = taken.add(delivery);
            return taken;
        });
        return new Entry<>(lane, added[0]);
    }

    /** Forgets a lane that has nothing to do, unless it was given something just now. */
    void removeIfIdle(Lane<T> lane) {
        lanes.computeIfPresent(lane.key(), (key, there) -> there.equals(lane) && there.isIdle() ? null : there);
    }

    int size() {
        return lanes.size();
    }
}
