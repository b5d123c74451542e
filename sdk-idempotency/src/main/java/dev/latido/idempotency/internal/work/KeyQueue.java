package dev.latido.idempotency.internal.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.internal.link.InboundMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one key, which are handled one at a time in the order of receipt. Thread-safe. A queue with messages
 * belongs to one turn, which alone takes messages from it.
 *
 * @param <T> the value's type
 */
final class KeyQueue<T> {

    /**
     * From this length on, copies of ended connections are removed while they wait; in shorter queues if the first is such
     * a copy. Otherwise each connection that ends during a suspension would leave its copies behind.
     */
    private static final int LONG = 256;

    private final Object key;

    @GuardedBy("this")
    private final Deque<MessageInWork<T>> waiting = new ArrayDeque<>(4);

    @GuardedBy("this")
    private @Nullable MessageInWork<T> current;

    @GuardedBy("this")
    private boolean busy;

    /** Set while the next batch will take messages from this queue. Guarded by the lock of {@link Batches}. */
    boolean gathering;

    KeyQueue(Object key) {
        this.key = key;
    }

    Object key() {
        return key;
    }

    /** The result of adding a message: whether the queue needs a turn, and how many copies were removed. */
    public record Added(boolean starts, int cleared) {

        static final Added TO_OTHERS = new Added(false, 0);
        static final Added FIRST = new Added(true, 0);
    }

    /** Adds a message. */
    synchronized Added add(MessageInWork<T> delivery) {
        int cleared = 0;
        MessageInWork<T> head = waiting.peek();
        if (waiting.size() >= LONG || (head != null && head.isSuperseded())) {
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

    /** Returns the message that is being handled, or the next; null if there is none and the queue needs no turn. */
    synchronized @Nullable MessageInWork<T> next() {
        if (current == null) {
            current = waiting.poll();
            busy = current != null;
        }
        return current;
    }

    /** Removes the message that is being handled, which is done. */
    synchronized void done() {
        current = null;
    }

    synchronized int waiting() {
        return waiting.size();
    }

    /** Returns whether the next message must not be part of a batch. */
    synchronized boolean nextIsAlone() {
        if (current != null) {
            return true;
        }
        MessageInWork<T> head = waiting.peek();
        return head != null && head.alone;
    }

    /** Returns whether there is a next message and it may be part of a batch. */
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

    /** Returns messages of a batch to the front of the queue, in their order. */
    synchronized void putBack(List<MessageInWork<T>> deliveries) {
        for (int i = deliveries.size() - 1; i >= 0; i--) {
            waiting.addFirst(deliveries.get(i));
        }
    }

    /** Returns whether the queue needs another turn; if not, it is at rest. */
    synchronized boolean goesOn() {
        busy = current != null || !waiting.isEmpty();
        return busy;
    }

    /** Removes and returns the live copies of a message that is done. */
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

    /** Adds the messages that are not handled; the one that is being handled only if its handler cannot run any more. */
    synchronized void addUnhandled(List<InboundMessage> unhandled, boolean withCurrent) {
        if (withCurrent && current != null) {
            unhandled.add(current.inbound);
        }
        waiting.forEach(delivery -> unhandled.add(delivery.inbound));
    }

    synchronized boolean isIdle() {
        return !busy;
    }
}
