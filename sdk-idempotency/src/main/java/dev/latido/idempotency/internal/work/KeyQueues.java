package dev.latido.idempotency.internal.work;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The queues that have messages, by key. Thread-safe.
 *
 * @param <T> the value's type
 */
public final class KeyQueues<T> {

    private final ConcurrentHashMap<Object, KeyQueue<T>> lanes = new ConcurrentHashMap<>();

    /** The queue that a message was added to, and the result. */
    public record Entry<T>(KeyQueue<T> lane, KeyQueue.Added added) {}

    /** Adds a message to the queue of its key. */
    public Entry<T> add(Object key, MessageInWork<T> delivery) {
        KeyQueue.Added[] added = new KeyQueue.Added[1];
        KeyQueue<T> lane = lanes.compute(key, (same, there) -> {
            KeyQueue<T> taken = there == null ? new KeyQueue<>(same) : there;
            added[0] = taken.add(delivery);
            return taken;
        });
        return new Entry<>(lane, added[0]);
    }

    /** Forgets a queue that is at rest, unless a message was added in the meantime. */
    void removeIfIdle(KeyQueue<T> lane) {
        lanes.computeIfPresent(lane.key(), (key, there) -> there.equals(lane) && there.isIdle() ? null : there);
    }

    int size() {
        return lanes.size();
    }
}
