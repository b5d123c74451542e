package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Confined to the lock of its outbox: not thread-safe. Keeps messages in the order in which they were added, with a
 * cursor that separates those already returned by {@link #next}. Finds a message by its sequence. Needs one small
 * object for each message.
 */
public final class MessageQueue {

    private static final int SMALLEST_TABLE = 64;

    /** The place of a message in the queue and in its bucket of the table. */
    private static final class Place {

        private final OutboxMessage message;
        private @Nullable Place previous;
        private @Nullable Place next;
        private @Nullable Place sameBucket;
        private boolean returned;

        private Place(OutboxMessage message) {
            this.message = message;
        }
    }

    private @Nullable Place[] table = new Place[SMALLEST_TABLE];
    private int size;
    private @Nullable Place first;
    private @Nullable Place last;
    private @Nullable Place firstWaiting;

    /** An empty queue. */
    public MessageQueue() {}

    /** Adds a message at the end. */
    public void add(OutboxMessage message) {
        if (size >= table.length) {
            enlarge();
        }
        Place place = new Place(message);
        place.previous = last;
        if (last == null) {
            first = place;
        } else {
            last.next = place;
        }
        last = place;
        if (firstWaiting == null) {
            firstWaiting = place;
        }
        enter(place);
        size++;
    }

    /** Returns the first message that waits, or null, and moves the cursor past it. */
    public @Nullable OutboxMessage next() {
        Place place = firstWaiting;
        if (place == null) {
            return null;
        }
        place.returned = true;
        firstWaiting = place.next;
        return place.message;
    }

    /** Returns the first message that waits, or null, and leaves the cursor where it is. */
    public @Nullable OutboxMessage firstWaiting() {
        return firstWaiting == null ? null : firstWaiting.message;
    }

    /** Moves the cursor back to the first message. */
    public void rewind() {
        for (Place place = first; place != null && place.returned; place = place.next) {
            place.returned = false;
        }
        firstWaiting = first;
    }

    /** Removes a message; returns false if it is not here. */
    public boolean remove(OutboxMessage message) {
        Place place = leave(message.sequence());
        if (place == null) {
            return false;
        }
        if (place.equals(firstWaiting)) {
            firstWaiting = place.next;
        }
        if (place.previous == null) {
            first = place.next;
        } else {
            place.previous.next = place.next;
        }
        if (place.next == null) {
            last = place.previous;
        } else {
            place.next.previous = place.previous;
        }
        // Otherwise a removed place in the old generation would keep the places that it refers to in memory.
        place.previous = null;
        place.next = null;
        size--;
        return true;
    }

    /** Returns the time at which the first message was published, or null if the queue is empty. */
    public @Nullable Instant oldest() {
        return first == null ? null : first.message.createdAt();
    }

    private int bucket(long sequence) {
        return Long.hashCode(sequence) & (table.length - 1);
    }

    private void enter(Place place) {
        int bucket = bucket(place.message.sequence());
        place.sameBucket = table[bucket];
        table[bucket] = place;
    }

    private @Nullable Place leave(long sequence) {
        int bucket = bucket(sequence);
        Place previous = null;
        for (Place place = table[bucket]; place != null; place = place.sameBucket) {
            if (place.message.sequence() == sequence) {
                if (previous == null) {
                    table[bucket] = place.sameBucket;
                } else {
                    previous.sameBucket = place.sameBucket;
                }
                return place;
            }
            previous = place;
        }
        return null;
    }

    private void enlarge() {
        table = new Place[2 * table.length];
        for (Place place = first; place != null; place = place.next) {
            enter(place);
        }
    }
}
