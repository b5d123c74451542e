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

    /** The position of a message in the order of its Latido publisher, if it has one, and the producer's time. */
    private record Place(@Nullable ProducerId id, @Nullable Instant time) {

        static Place of(DecodedMessage<?> message) {
            return new Place(ProducerId.of(message.id()), message.produced());
        }

        boolean isOlderThan(Place last) {
            if (id != null && last.id != null && id.clientId().equals(last.id.clientId())) {
                return id.epoch() < last.id.epoch()
                        || (id.epoch() == last.id.epoch() && id.sequence() < last.id.sequence());
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
