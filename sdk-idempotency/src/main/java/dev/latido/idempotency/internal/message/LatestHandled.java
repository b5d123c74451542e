package dev.latido.idempotency.internal.message;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latido.topics.Topic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last message handled of each topic by its position in its producer's order. Thread-safe. If a topic is
 * forgotten, no message is lost: its next message counts as the newest.
 */
public final class LatestHandled {

    private static final int TOPICS = 100_000;

    private final Cache<Topic, Place> places =
            Caffeine.newBuilder().maximumSize(TOPICS).build();

    /** The parts of a numbered id and the producer's time. */
    private record Place(
            @Nullable String producer,
            long epoch,
            long sequence,
            @Nullable Instant time) {

        static Place of(DecodedMessage<?> message) {
            String id = message.id();
            int second = id.lastIndexOf(':');
            int first = second < 1 ? -1 : id.lastIndexOf(':', second - 1);
            if (first > 0) {
                long epoch = number(id, first + 1, second);
                long sequence = number(id, second + 1, id.length());
                if (epoch >= 0 && sequence >= 0) {
                    return new Place(id.substring(0, first), epoch, sequence, message.produced());
                }
            }
            return new Place(null, 0, 0, message.produced());
        }

        private static long number(String id, int from, int to) {
            if (to - from < 1 || to - from > 18) {
                return -1;
            }
            long number = 0;
            for (int i = from; i < to; i++) {
                char digit = id.charAt(i);
                if (digit < '0' || digit > '9') {
                    return -1;
                }
                number = 10 * number + (digit - '0');
            }
            return number;
        }

        boolean isOlderThan(Place last) {
            if (producer != null && producer.equals(last.producer)) {
                return epoch < last.epoch || (epoch == last.epoch && sequence < last.sequence);
            }
            return time != null && last.time != null && time.isBefore(last.time);
        }
    }

    /** Returns whether a message comes before another one in their producer's order. */
    public static boolean isOlder(DecodedMessage<?> message, DecodedMessage<?> other) {
        return Place.of(message).isOlderThan(Place.of(other));
    }

    /** Returns whether a newer message of the same topic was handled before. */
    public boolean isStale(DecodedMessage<?> message) {
        Place last = places.getIfPresent(message.topic());
        return last != null && Place.of(message).isOlderThan(last);
    }

    /** Remembers a message that was handled. */
    public void handled(DecodedMessage<?> message) {
        Place place = Place.of(message);
        places.asMap().merge(message.topic(), place, (last, now) -> now.isOlderThan(last) ? last : now);
    }
}
