package dev.latido.core.internal.publish;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The way into the outbox: in order, and by the overflow policy when there is no room. Thread-safe. */
final class OutboxIntake implements MessageComposer.Numbering<PendingPublication> {

    private final Outbox outbox;
    private final Overflow overflow;
    private final PendingPublications ledger;
    private final Object order = new Object();
    private final Object room = new Object();
    private final AtomicInteger waiters = new AtomicInteger();
    private long sequence;
    private long departures;
    private boolean closed;

    OutboxIntake(Outbox outbox, Overflow overflow, PendingPublications ledger) {
        this.outbox = outbox;
        this.overflow = overflow;
        this.ledger = ledger;
        this.sequence = outbox.lastSequence();
    }

    /** Takes a message in, made for the sequence that it gets, or does not: the publication says which. */
    @Override
    public PendingPublication take(String id, Topic topic, byte[] payload, DeliveryOptions options, Instant createdAt) {
        PendingPublication attempt = attempt(id, topic, payload, options, createdAt);
        return attempt.lacksRoom() && overflow.patience().isPresent()
                ? waitForRoom(attempt, overflow.patience().get())
                : attempt;
    }

    private PendingPublication attempt(
            String id, Topic topic, byte[] payload, DeliveryOptions options, Instant createdAt) {
        List<OutboxMessage> dropped = List.of();
        PendingPublication attempt;
        synchronized (order) {
            OutboxMessage message = new OutboxMessage(++sequence, id, topic, payload, options, createdAt);
            attempt = ledger.open(message);
            append(message, attempt);
            if (attempt.lacksRoom() && overflow.equals(Overflow.DROP_OLDEST)) {
                dropped = makeRoom(message.size());
                if (!dropped.isEmpty()) {
                    append(message, attempt);
                }
            }
        }
        dropped.forEach(ledger::dropped);
        return attempt;
    }

    private void append(OutboxMessage message, PendingPublication attempt) {
        try {
            attempt.taken(outbox.append(message));
        } catch (OutboxException | OutboxFullException e) {
            attempt.refused(e);
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

    private PendingPublication waitForRoom(PendingPublication first, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        OutboxMessage draft = first.message();
        PendingPublication attempt = first;
        waiters.incrementAndGet();
        try {
            while (true) {
                long seen = departures();
                ledger.forget(attempt.message());
                attempt = attempt(draft.id(), draft.topic(), draft.payload(), draft.options(), draft.createdAt());
                if (!attempt.lacksRoom() || !awaitDeparture(seen, deadline)) {
                    return attempt;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return attempt;
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

    /** A message has left the outbox. */
    void departed() {
        if (waiters.get() > 0) {
            synchronized (room) {
                departures++;
                room.notifyAll();
            }
        }
    }

    /** Nobody waits any longer. */
    void close() {
        synchronized (room) {
            closed = true;
            room.notifyAll();
        }
    }
}
