package dev.latido.idempotency.internal.work;

import dev.latido.core.internal.link.InboundMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one key, one at a time in the order of receipt. Thread-safe. A lane with work is in the hands of one
 * turn, which alone takes messages from it.
 *
 * @param <T> the value's type
 */
final class KeyQueue<T> {

    /** From this length on, copies of ended connections are cleared away before their turn. */
    private static final int LONG = 256;

    private final Object key;
    private final Deque<MessageInWork<T>> waiting = new ArrayDeque<>(4);
    private @Nullable MessageInWork<T> current;
    private boolean busy;
    /** Guarded by the batches. */
    boolean gathering;

    KeyQueue(Object key) {
        this.key = key;
    }

    Object key() {
        return key;
    }

    /** What came of an addition. */
    public record Added(boolean starts, int cleared) {

        static final Added TO_OTHERS = new Added(false, 0);
        static final Added FIRST = new Added(true, 0);
    }

    /** Adds a message; says whether the lane now needs a turn, and how many copies of ended connections went. */
    synchronized Added add(MessageInWork<T> delivery) {
        int cleared = 0;
        if (waiting.size() >= LONG) {
            int before = waiting.size();
            waiting.removeIf(MessageInWork::isSuperseded);
            cleared = before - waiting.size();
        }
        waiting.add(delivery);
        boolean starts = !busy;
        busy = true;
        if (cleared == 0) {
            return starts ? Added.FIRST : Added.TO_OTHERS;
        }
        return new Added(starts, cleared);
    }

    /** The message in work, or the next; null if there is none, and then the lane needs no turn. */
    synchronized @Nullable MessageInWork<T> next() {
        if (current == null) {
            current = waiting.poll();
            busy = current != null;
        }
        return current;
    }

    /** The message in work is done. */
    synchronized void done() {
        current = null;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Whether the next message must not be part of a batch. */
    synchronized boolean nextIsAlone() {
        if (current != null) {
            return true;
        }
        MessageInWork<T> head = waiting.peek();
        return head != null && head.alone;
    }

    /** Whether there is a next message and it may be part of a batch. */
    synchronized boolean nextIsForABatch() {
        MessageInWork<T> head = waiting.peek();
        return current == null && head != null && !head.alone;
    }

    /** Takes messages for a batch. */
    synchronized List<MessageInWork<T>> takeForBatch(int limit) {
        List<MessageInWork<T>> taken = new ArrayList<>(Math.min(limit, waiting.size()));
        while (taken.size() < limit && nextIsForABatch()) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    /** Puts messages of a batch back, before all others and in their order. */
    synchronized void putBack(List<MessageInWork<T>> deliveries) {
        for (int i = deliveries.size() - 1; i >= 0; i--) {
            waiting.addFirst(deliveries.get(i));
        }
    }

    /** Whether it still needs a turn; if not, it is at rest. */
    synchronized boolean goesOn() {
        busy = current != null || !waiting.isEmpty();
        return busy;
    }

    /** Takes out the live copies of a message that is done. */
    synchronized List<MessageInWork<T>> takeCopiesOf(InboundMessage done) {
        List<MessageInWork<T>> copies = new ArrayList<>();
        for (Iterator<MessageInWork<T>> all = waiting.iterator(); all.hasNext(); ) {
            MessageInWork<T> other = all.next();
            if (!other.isSuperseded() && other.isCopyOf(done)) {
                copies.add(other);
                all.remove();
            }
        }
        return copies;
    }

    synchronized boolean isIdle() {
        return !busy;
    }
}
