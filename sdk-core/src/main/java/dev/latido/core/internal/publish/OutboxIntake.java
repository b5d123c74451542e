package dev.latido.core.internal.publish;

import dev.latido.LatidoException;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.core.internal.threads.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Appends messages to the outbox, in order, and applies the overflow policy when there is no room. Thread-safe.
 *
 * <p>The outbox, which can be the user's, is called with the lock {@code order} held. The contract of
 * {@link Outbox#append} asks for that: each message has a larger sequence than all messages before it. No operation of
 * an outbox waits for the network, so the lock is held briefly. Listeners are called without a lock.
 */
final class OutboxIntake {

    /** The answer of the outbox to one message. */
    sealed interface Answer {

        /** Returns the message with the sequence of the last attempt. */
        OutboxMessage message();

        /** Returns the publication of the message. */
        PendingPublication publication();
    }

    /**
     * The outbox has taken the message.
     *
     * @param storing completes when the message is stored
     */
    record Taken(OutboxMessage message, PendingPublication publication, CompletionStage<Void> storing)
            implements Answer {}

    /** The outbox has not taken the message. */
    record Refused(OutboxMessage message, PendingPublication publication, LatidoException reason) implements Answer {}

    private final Outbox outbox;
    private final Overflow overflow;
    private final PendingPublications pending;
    private final Object order = new Object();
    private final Object room = new Object();
    private final AtomicInteger waiters = new AtomicInteger();

    @GuardedBy("order")
    private long sequence;

    @GuardedBy("room")
    private long departures;

    @GuardedBy("room")
    private boolean closed;

    OutboxIntake(Outbox outbox, Overflow overflow, PendingPublications pending) {
        this.outbox = outbox;
        this.overflow = overflow;
        this.pending = pending;
        this.sequence = outbox.lastSequence();
    }

    /** Appends a message with the next sequence, and returns the answer of the outbox. */
    Answer take(Draft draft) {
        Answer answer = attempt(draft);
        return lacksRoom(answer) && overflow.patience().isPresent()
                ? waitForRoom(draft, answer, overflow.patience().get())
                : answer;
    }

    private static boolean lacksRoom(Answer answer) {
        return answer instanceof Refused refused && refused.reason() instanceof OutboxFullException;
    }

    private Answer attempt(Draft draft) {
        List<OutboxMessage> dropped = List.of();
        Answer answer;
        synchronized (order) {
            OutboxMessage message = draft.numbered(++sequence);
            PendingPublication publication = pending.open(message);
            answer = append(message, publication);
            if (lacksRoom(answer) && overflow.equals(Overflow.DROP_OLDEST)) {
                dropped = makeRoom(message.size());
                if (!dropped.isEmpty()) {
                    answer = append(message, publication);
                }
            }
        }
        dropped.forEach(pending::dropped);
        return answer;
    }

    private Answer append(OutboxMessage message, PendingPublication publication) {
        try {
            return new Taken(message, publication, outbox.append(message));
        } catch (OutboxException | OutboxFullException e) {
            return new Refused(message, publication, e);
        }
    }

    private List<OutboxMessage> makeRoom(int size) {
        List<OutboxMessage> dropped = new ArrayList<>(1);
        int freed = 0;
        while (freed < size) {
            OutboxMessage oldest = outbox.dropOldest();
            if (oldest == null) {
                return dropped;
            }
            freed += oldest.size();
            dropped.add(oldest);
        }
        return dropped;
    }

    private Answer waitForRoom(Draft draft, Answer first, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Answer answer = first;
        waiters.incrementAndGet();
        try {
            while (true) {
                long seen = departures();
                pending.forget(answer.message());
                answer = attempt(draft);
                if (!lacksRoom(answer) || !awaitDeparture(seen, deadline)) {
                    return answer;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return answer;
        } finally {
            waiters.decrementAndGet();
        }
    }

    private long departures() {
        synchronized (room) {
            return departures;
        }
    }

    private boolean awaitDeparture(long seen, long deadline) throws InterruptedException {
        synchronized (room) {
            while (departures == seen && !closed) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(room, left);
            }
            return !closed;
        }
    }

    /** Called when a message has left the outbox. */
    void departed() {
        if (waiters.get() > 0) {
            synchronized (room) {
                departures++;
                room.notifyAll();
            }
        }
    }

    /** Ends all waiting for room. */
    void close() {
        synchronized (room) {
            closed = true;
            room.notifyAll();
        }
    }
}
