package dev.latido.core.internal.publish;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.OutboxMessage;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The messages that were sent and have no answer, in the order of sending: a linked list whose entries are the messages
 * in flight themselves, so that a message needs one object. Thread-safe.
 */
final class InFlight {

    /** A message that was sent. The list that it is in guards its links. */
    abstract static class Sent {

        private final OutboxMessage message;
        private final long at;
        private @Nullable Sent previous;
        private @Nullable Sent next;

        /**
         * A message that is being sent.
         *
         * @param at the time of sending, in nanoseconds of {@link System#nanoTime()}
         */
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

    @GuardedBy("this")
    private @Nullable Sent first;

    @GuardedBy("this")
    private @Nullable Sent last;

    /** Written with the lock, read without. */
    private volatile int size;

    int size() {
        return size;
    }

    synchronized void add(Sent sent) {
        sent.previous = last;
        if (last == null) {
            first = sent;
        } else {
            last.next = sent;
        }
        last = sent;
        size = size + 1;
    }

    /** Removes a message; does nothing if it is not here. */
    synchronized void remove(Sent sent) {
        Sent previous = sent.previous;
        Sent next = sent.next;
        if (previous != null) {
            previous.next = next;
        } else if (sent.equals(first)) {
            first = next;
        } else {
            return;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        sent.previous = null;
        sent.next = null;
        size = size - 1;
    }

    /** Returns the message that was sent first, or null. */
    synchronized @Nullable Sent oldest() {
        return first;
    }

    /** Returns all messages that are in flight now. */
    synchronized Set<OutboxMessage> messages() {
        Set<OutboxMessage> messages = new HashSet<>();
        for (Sent sent = first; sent != null; sent = sent.next) {
            messages.add(sent.message);
        }
        return messages;
    }
}
