package dev.latido.idempotency.internal.work;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The lanes that have messages. Thread-safe.
 *
 * @param <T> the value's type
 */
final class KeyQueues<T> {

    private final ConcurrentHashMap<Object, KeyQueue<T>> lanes = new ConcurrentHashMap<>();

    /** Where a message went, and what came of it. */
    record Entry<T>(KeyQueue<T> lane, KeyQueue.Added added) {}

    /** Adds a message to the lane of its key. */
    Entry<T> add(Object key, MessageInWork<T> delivery) {
        KeyQueue.Added[] added = new KeyQueue.Added[1];
        KeyQueue<T> lane = lanes.compute(key, (same, there) -> {
            KeyQueue<T> taken = there == null ? new KeyQueue<>(same) : there;
            added[0] = taken.add(delivery);
            return taken;
        });
        return new Entry<>(lane, added[0]);
    }

    /** Forgets a lane that has nothing to do, unless it was given something just now. */
    void removeIfIdle(KeyQueue<T> lane) {
        lanes.computeIfPresent(lane.key(), (key, there) -> there.equals(lane) && there.isIdle() ? null : there);
    }

    int size() {
        return lanes.size();
    }
}
