package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The messages that were sent and have no answer, in the order of sending. One object for each. Thread-safe. */
final class InFlight {

    /** A message that was sent. */
    abstract static class Sent {

        private final OutboxMessage message;
        private final long at;
        private @Nullable Sent before;
        private @Nullable Sent behind;

        /** It goes out at that time, in nanoseconds of the JVM. */
        Sent(OutboxMessage message, long at) {
            this.message = message;
            this.at = at;
        }

        OutboxMessage message() {
            return message;
        }

        long at() {
            return at;
        }
    }

    private @Nullable Sent first;
    private @Nullable Sent last;
    private volatile int size;

    int size() {
        return size;
    }

    synchronized void add(Sent sent) {
        sent.before = last;
        if (last == null) {
            first = sent;
        } else {
            last.behind = sent;
        }
        last = sent;
        size = size + 1;
    }

    /** Takes one out, if it is here. */
    synchronized void remove(Sent sent) {
        Sent before = sent.before;
        Sent behind = sent.behind;
        if (before != null) {
            before.behind = behind;
        } else if (sent.equals(first)) {
            first = behind;
        } else {
            return;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        sent.before = null;
        sent.behind = null;
        size = size - 1;
    }

    /** The one that was sent first, or null. */
    synchronized @Nullable Sent oldest() {
        return first;
    }

    /** All of them now. */
    synchronized Set<OutboxMessage> messages() {
        Set<OutboxMessage> messages = new HashSet<>();
        for (Sent sent = first; sent != null; sent = sent.behind) {
            messages.add(sent.message);
        }
        return messages;
    }
}
