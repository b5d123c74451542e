package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import dev.latido.topics.Topic;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The topics whose messages wait for one another: because the broker could not take one of them just now, or because the
 * order is to be strict. All others go on meanwhile. Not thread-safe.
 */
final class HeldTopics {

    /** A topic that is held. */
    static final class Lane {

        private final Queue<OutboxMessage> refused =
                new PriorityQueue<>(Comparator.comparingLong(OutboxMessage::sequence));
        private final Queue<OutboxMessage> behind = new ArrayDeque<>();
        private @Nullable OutboxMessage alone;
        private int refusals;
        private long notBefore;
        private boolean postponed;

        private boolean hasAlone(OutboxMessage message) {
            return alone != null && alone.equals(message);
        }

        private boolean isEmpty() {
            return alone == null && refused.isEmpty() && behind.isEmpty();
        }
    }

    private final boolean strict;
    private final Map<Topic, Lane> lanes = new HashMap<>();
    private int waiting;

    HeldTopics(boolean strict) {
        this.strict = strict;
    }

    boolean isEmpty() {
        return lanes.isEmpty();
    }

    /** How many messages wait here. */
    int waiting() {
        return waiting;
    }

    /** Whether a message may go at once; if not, it waits here. */
    boolean admits(OutboxMessage message) {
        Lane lane = lanes.get(message.topic());
        if (lane != null) {
            lane.behind.add(message);
            waiting++;
            return false;
        }
        if (strict) {
            lane = new Lane();
            lane.alone = message;
            lanes.put(message.topic(), lane);
        }
        return true;
    }

    /**
     * A message has come back. How often in a row its topic has met with a refusal now, or 0 if it is waiting already for
     * another one that was under way at the same time.
     */
    int refused(OutboxMessage message) {
        Lane lane = lanes.computeIfAbsent(message.topic(), topic -> new Lane());
        boolean waitsAlready = !lane.refused.isEmpty();
        if (lane.hasAlone(message)) {
            lane.alone = null;
            waitsAlready = false;
        }
        lane.refused.add(message);
        waiting++;
        return waitsAlready ? 0 : ++lane.refusals;
    }

    /** Nothing of its topic goes before then. */
    void postpone(Topic topic, long notBefore) {
        Lane lane = lanes.get(topic);
        if (lane != null) {
            lane.notBefore = notBefore;
            lane.postponed = true;
        }
    }

    /** How many nanoseconds until something here may go; -1 if that does not depend on the time. */
    long nanosToNext(long now) {
        long nanos = -1;
        if (waiting > 0) {
            for (Lane lane : lanes.values()) {
                if (lane.postponed && lane.alone == null) {
                    long left = Math.max(0, lane.notBefore - now);
                    nanos = nanos < 0 ? left : Math.min(nanos, left);
                }
            }
        }
        return nanos;
    }

    /** How many nanoseconds a topic still pauses. */
    long pause(Topic topic, long now) {
        Lane lane = lanes.get(topic);
        return lane == null || !lane.postponed ? 0 : Math.max(0, lane.notBefore - now);
    }

    /** A message has its outcome. */
    void settled(OutboxMessage message) {
        Lane lane = lanes.get(message.topic());
        if (lane != null && lane.hasAlone(message)) {
            lane.alone = null;
            lane.refusals = 0;
            letGoIfEmpty(message.topic(), lane);
        }
    }

    /** The next message that may go now, or null. */
    @Nullable
    OutboxMessage next(long now) {
        if (waiting == 0) {
            return null;
        }
        for (Map.Entry<Topic, Lane> entry : lanes.entrySet()) {
            Lane lane = entry.getValue();
            if (lane.alone == null && (!lane.postponed || now - lane.notBefore >= 0)) {
                OutboxMessage message = take(lane);
                if (message != null) {
                    waiting--;
                    letGoIfEmpty(entry.getKey(), lane);
                    return message;
                }
            }
        }
        return null;
    }

    /** What was refused goes one by one until the broker has all of it; then the rest may go together again. */
    private @Nullable OutboxMessage take(Lane lane) {
        OutboxMessage message = lane.refused.poll();
        if (message != null) {
            lane.alone = message;
            return message;
        }
        message = lane.behind.poll();
        if (strict) {
            lane.alone = message;
        }
        return message;
    }

    private void letGoIfEmpty(Topic topic, Lane lane) {
        if (lane.isEmpty()) {
            lanes.remove(topic);
        }
    }
}
