package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Messages in the order in which they came, with a mark up to which they are handed out; each is found by its sequence.
 * One small object for each message. Not thread-safe.
 */
public final class MessageQueue {

    private static final int SMALLEST_TABLE = 64;

    /** A place in the lane, and in its bucket of the table. */
    private static final class Place {

        private final OutboxMessage message;
        private @Nullable Place before;
        private @Nullable Place behind;
        private @Nullable Place sameBucket;
        private boolean handedOut;

        private Place(OutboxMessage message) {
            this.message = message;
        }
    }

    private @Nullable Place[] table = new Place[SMALLEST_TABLE];
    private int size;
    private @Nullable Place first;
    private @Nullable Place last;
    private @Nullable Place firstWaiting;

    /** Nothing in it. */
    public MessageQueue() {}

    /** Puts a message at the end. */
    public void add(OutboxMessage message) {
        if (size >= table.length) {
            enlarge();
        }
        Place place = new Place(message);
        place.before = last;
        if (last == null) {
            first = place;
        } else {
            last.behind = place;
        }
        last = place;
        if (firstWaiting == null) {
            firstWaiting = place;
        }
        enter(place);
        size++;
    }

    /** The first message that is not handed out, or null; it is from now on. */
    public @Nullable OutboxMessage next() {
        Place place = firstWaiting;
        if (place == null) {
            return null;
        }
        place.handedOut = true;
        firstWaiting = place.behind;
        return place.message;
    }

    /** The first message that is not handed out, or null. */
    public @Nullable OutboxMessage firstWaiting() {
        return firstWaiting == null ? null : firstWaiting.message;
    }

    /** None is handed out any more. */
    public void rewind() {
        for (Place place = first; place != null && place.handedOut; place = place.behind) {
            place.handedOut = false;
        }
        firstWaiting = first;
    }

    /** Takes a message out; false if it is not here. */
    public boolean remove(OutboxMessage message) {
        Place place = leave(message.sequence());
        if (place == null) {
            return false;
        }
        if (place.equals(firstWaiting)) {
            firstWaiting = place.behind;
        }
        if (place.before == null) {
            first = place.behind;
        } else {
            place.before.behind = place.behind;
        }
        if (place.behind == null) {
            last = place.before;
        } else {
            place.behind.before = place.before;
        }
        // A dead place in the old generation would keep alive those that it leads to.
        place.before = null;
        place.behind = null;
        size--;
        return true;
    }

    /** When the first of all was published, or null. */
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
        for (Place place = first; place != null; place = place.behind) {
            enter(place);
        }
    }
}
