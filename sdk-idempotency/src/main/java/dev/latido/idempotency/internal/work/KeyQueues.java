package dev.latido.idempotency.internal.work;

import dev.latido.core.internal.link.InboundMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The queues that have messages, by key. Thread-safe.
 *
 * @param <T> the value's type
 */
public final class KeyQueues<T> {

    private final ConcurrentHashMap<Object, KeyQueue<T>> queues = new ConcurrentHashMap<>();

    /** The queue that a message was added to, and the result. */
    public record Entry<T>(KeyQueue<T> queue, KeyQueue.Added added) {}

    /** Adds a message to the queue of its key. */
    public Entry<T> add(Object key, MessageInWork<T> delivery) {
        KeyQueue.Added[] added = new KeyQueue.Added[1];
        KeyQueue<T> queue = queues.compute(key, (same, there) -> {
            KeyQueue<T> taken = there == null ? new KeyQueue<>(same) : there;
            added[0] = taken.add(delivery);
            return taken;
        });
        return new Entry<>(queue, added[0]);
    }

    /** Forgets a queue that is at rest, unless a message was added in the meantime. */
    void removeIfIdle(KeyQueue<T> queue) {
        queues.computeIfPresent(queue.key(), (key, there) -> there.equals(queue) && there.isIdle() ? null : there);
    }

    /**
     * Returns the messages that are not handled, in their order within each key.
     *
     * @param withCurrent whether no handler runs any more, so that the messages in work are among them
     */
    public List<InboundMessage> unhandled(boolean withCurrent) {
        List<InboundMessage> unhandled = new ArrayList<>();
        queues.values().forEach(queue -> queue.addUnhandled(unhandled, withCurrent));
        return unhandled;
    }

    int size() {
        return queues.size();
    }
}
