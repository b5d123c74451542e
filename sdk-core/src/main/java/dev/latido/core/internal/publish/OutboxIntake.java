package dev.latido.core.internal.publish;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.LatidoException;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.core.internal.Failures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Appends messages to the outbox, in order, and applies the overflow policy when there is no room. Thread-safe.
 *
 * <p>The outbox, which can be the user's, is called with the lock {@code order} held. The contract of
 * {@link Outbox#append} asks for that: each message has a larger sequence than all messages before it. No operation of
 * an outbox waits for the network, so the lock is held briefly. Listeners and the dependents of
 * futures are called without a lock.
 */
final class OutboxIntake {

    /** The answer of the outbox to a message that it has not taken, in place of the stage that {@code append} returns. */
    private static final class Refusal extends CompletableFuture<Void> {

        private final LatidoException reason;

        private Refusal(LatidoException reason) {
            this.reason = reason;
        }
    }

    /**
     * A message that the outbox has not taken, and why.
     *
     * @param open false if the message got its outcome meanwhile, because the publisher was closed
     */
    private record Refused(OutboxMessage message, LatidoException reason, boolean open) {}

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

    /**
     * Appends a message with the next sequence. On a refusal, the publication has failed when this method returns.
     *
     * @return the reason why the outbox has not taken the message; null if it has
     */
    @Nullable
    LatidoException take(Draft draft, PendingPublication publication) {
        Refused refused = attempt(draft, publication);
        if (refused != null
                && refused.open()
                && lacksRoom(refused.reason())
                && overflow.patience().isPresent()) {
            refused =
                    waitForRoom(draft, publication, refused, overflow.patience().get());
        }
        if (refused == null) {
            return null;
        }
        if (refused.open()) {
            pending.refused(refused.message(), publication, refused.reason());
        }
        return refused.reason();
    }

    private static boolean lacksRoom(LatidoException reason) {
        return reason instanceof OutboxFullException;
    }

    private @Nullable Refused attempt(Draft draft, PendingPublication publication) {
        OutboxMessage message;
        CompletionStage<Void> answer;
        List<OutboxMessage> dropped = List.of();
        synchronized (order) {
            message = draft.numbered(++sequence);
            pending.open(message, publication);
            answer = append(message);
            if (overflow.equals(Overflow.DROP_OLDEST)
                    && answer instanceof Refusal refusal
                    && lacksRoom(refusal.reason)) {
                dropped = new ArrayList<>(1);
                answer = appendInsteadOfOldest(message, refusal, dropped);
            }
        }
        // For nearly every message the list is empty, and an iterator and a lambda would be garbage.
        if (!dropped.isEmpty()) {
            dropped.forEach(pending::dropped);
        }
        if (answer instanceof Refusal refusal) {
            return new Refused(message, refusal.reason, pending.forget(message));
        }
        taken(message, publication, answer);
        return null;
    }

    private CompletionStage<Void> append(OutboxMessage message) {
        try {
            return Objects.requireNonNull(outbox.append(message), "the outbox returned null");
        } catch (OutboxException | OutboxFullException e) {
            return new Refusal(e);
        } catch (RuntimeException e) {
            return unexpected(e);
        } catch (Error e) {
            pending.forget(message);
            throw e;
        }
    }

    /** An outbox that fails in an unexpected way must not leave a publication without an outcome. */
    private static Refusal unexpected(RuntimeException failure) {
        return new Refusal(new OutboxException("the outbox failed: " + Failures.inWords(failure), failure));
    }

    /** Appends the message after others have left; the outbox has refused it before. */
    private CompletionStage<Void> appendInsteadOfOldest(
            OutboxMessage message, Refusal refusal, List<OutboxMessage> dropped) {
        try {
            makeRoom(message.size(), dropped);
        } catch (OutboxException e) {
            return new Refusal(e);
        } catch (RuntimeException e) {
            return unexpected(e);
        }
        return dropped.isEmpty() ? refusal : append(message);
    }

    private void taken(OutboxMessage message, PendingPublication publication, CompletionStage<Void> storing) {
        if (isDone(storing)) {
            publication.markStored();
        } else {
            storing.whenComplete((stored, failure) -> {
                if (failure == null) {
                    publication.markStored();
                } else {
                    pending.notStored(message, publication, failure);
                }
            });
        }
        pending.published(message);
    }

    /**
     * Returns whether a message is already stored, as in memory, where a callback for each message would be wasteful.
     */
    private static boolean isDone(CompletionStage<Void> stage) {
        return stage instanceof CompletableFuture<Void> future && future.isDone() && !future.isCompletedExceptionally();
    }

    private void makeRoom(int size, List<OutboxMessage> dropped) {
        int freed = 0;
        while (freed < size) {
            OutboxMessage oldest = outbox.dropOldest();
            if (oldest == null) {
                return;
            }
            freed += oldest.size();
            dropped.add(oldest);
        }
    }

    private @Nullable Refused waitForRoom(
            Draft draft, PendingPublication publication, Refused first, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        Refused refused = first;
        waiters.incrementAndGet();
        try {
            while (true) {
                long seen = departures();
                Refused again = attempt(draft, publication);
                if (again == null) {
                    return null;
                }
                refused = again;
                if (!refused.open() || !lacksRoom(refused.reason()) || !awaitDeparture(seen, deadline)) {
                    return refused;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused;
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
