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
 * Confined to a round: not thread-safe. Holds topics whose messages wait for one another, because the broker
 * temporarily refused one of them, or because the order is strict. Messages on other topics are sent meanwhile.
 */
final class HeldTopics {

    /** The messages of one topic that is held. */
    private static final class Held {

        /** Messages that the broker refused, to be sent again one by one. */
        private final Queue<OutboxMessage> refused =
                new PriorityQueue<>(Comparator.comparingLong(OutboxMessage::sequence));

        /** Messages that follow the refused ones. */
        private final Queue<OutboxMessage> later = new ArrayDeque<>();

        /** The only message of the topic in flight, if no other may be. */
        private @Nullable OutboxMessage alone;

        /** The number of refusals in a row. */
        private int refusals;

        private long notBefore;
        private boolean postponed;

        private boolean hasAlone(OutboxMessage message) {
            return alone != null && alone.equals(message);
        }

        private boolean isEmpty() {
            return alone == null && refused.isEmpty() && later.isEmpty();
        }
    }

    private final boolean strict;
    private final Map<Topic, Held> topics = new HashMap<>();
    private int waiting;
    private boolean suspended;

    HeldTopics(boolean strict) {
        this.strict = strict;
    }

    boolean isEmpty() {
        return topics.isEmpty();
    }

    /** Returns the number of messages that wait here. */
    int waiting() {
        return waiting;
    }

    /** Returns whether a message may be sent at once. If not, it waits here. */
    boolean admits(OutboxMessage message) {
        Held held = topics.get(message.topic());
        if (held != null) {
            held.later.add(message);
            waiting++;
            return false;
        }
        if (strict) {
            held = new Held();
            held.alone = message;
            topics.put(message.topic(), held);
        }
        return true;
    }

    /** Holds the later messages of a topic until this one, which is not sent now, is {@link #settled}. */
    void suspend(OutboxMessage message) {
        topics.computeIfAbsent(message.topic(), topic -> new Held()).alone = message;
        suspended = true;
    }

    /** Returns whether a message was suspended, so that more messages than usual may have to wait here. */
    boolean isSuspended() {
        return suspended;
    }

    /**
     * Takes back a message that the broker temporarily refused.
     *
     * @return the number of refusals of its topic in a row, or 0 if the topic already waits after the refusal of
     *     another message that was in flight at the same time
     */
    int refused(OutboxMessage message) {
        Held held = topics.computeIfAbsent(message.topic(), topic -> new Held());
        boolean waitsAlready = !held.refused.isEmpty();
        if (held.hasAlone(message)) {
            held.alone = null;
            waitsAlready = false;
        }
        held.refused.add(message);
        waiting++;
        return waitsAlready ? 0 : ++held.refusals;
    }

    /** Holds all messages of a topic until the given time. */
    void postpone(Topic topic, long notBefore) {
        Held held = topics.get(topic);
        if (held != null) {
            held.notBefore = notBefore;
            held.postponed = true;
        }
    }

    /**
     * Returns the nanoseconds until the pause of a topic ends and a message here may be sent; -1 if no message waits
     * for a pause.
     */
    long nanosToNext(long now) {
        long nanos = -1;
        if (waiting > 0) {
            for (Held held : topics.values()) {
                if (held.postponed && held.alone == null) {
                    long left = Math.max(0, held.notBefore - now);
                    nanos = nanos < 0 ? left : Math.min(nanos, left);
                }
            }
        }
        return nanos;
    }

    /** Returns the nanoseconds that remain of the pause of a topic; 0 if it does not pause. */
    long pause(Topic topic, long now) {
        Held held = topics.get(topic);
        return held == null || !held.postponed ? 0 : Math.max(0, held.notBefore - now);
    }

    /** Called when a message has its outcome. */
    void settled(OutboxMessage message) {
        Held held = topics.get(message.topic());
        if (held != null && held.hasAlone(message)) {
            held.alone = null;
            held.refusals = 0;
            removeIfEmpty(message.topic(), held);
        }
    }

    /** Returns the next message that may be sent now, or null. */
    @Nullable
    OutboxMessage next(long now) {
        if (waiting == 0) {
            return null;
        }
        for (Map.Entry<Topic, Held> entry : topics.entrySet()) {
            Held held = entry.getValue();
            if (held.alone == null && (!held.postponed || now - held.notBefore >= 0)) {
                OutboxMessage message = take(held);
                if (message != null) {
                    waiting--;
                    removeIfEmpty(entry.getKey(), held);
                    return message;
                }
            }
        }
        return null;
    }

    /**
     * Takes the next message of a topic. Refused messages are sent one by one until the broker has taken all of them.
     * The later ones may then be in flight together again.
     */
    private @Nullable OutboxMessage take(Held held) {
        OutboxMessage message = held.refused.poll();
        if (message != null) {
            held.alone = message;
            return message;
        }
        message = held.later.poll();
        if (strict) {
            held.alone = message;
        }
        return message;
    }

    private void removeIfEmpty(Topic topic, Held held) {
        if (held.isEmpty()) {
            topics.remove(topic);
        }
    }
}
