package dev.latido.core.internal.publish;

import dev.latido.core.Acknowledgement;
import dev.latido.core.LeftInStoreException;
import dev.latido.core.MessageDroppedException;
import dev.latido.core.MessageExpiredException;
import dev.latido.core.NotAcknowledgedException;
import dev.latido.core.NotStoredException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublisherListener;
import dev.latido.topics.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the publications that have no outcome yet, and completes each with exactly one outcome. Listeners are notified
 * first, so that a caller that waits for the outcome already finds it in the metrics. Messages of an earlier process
 * are counted, but have no publication. Thread-safe, without locks; listeners run on the calling thread.
 */
final class PendingPublications {

    private final PublisherListeners listeners;
    private final Clock clock;
    private final LongSupplier nanos;
    private final long inheritedUpTo;
    private final AtomicInteger inherited;
    private final CompletableFuture<Void> inheritedDone = new CompletableFuture<>();
    private final Map<OutboxMessage, PendingPublication> open = new ConcurrentHashMap<>();

    /**
     * Publications of a new publisher.
     *
     * @param inherited the number of messages that an earlier process left in the outbox
     * @param inheritedUpTo the largest sequence of those messages
     */
    PendingPublications(
            PublisherListeners listeners, int inherited, long inheritedUpTo, Clock clock, LongSupplier nanos) {
        this.listeners = listeners;
        this.clock = clock;
        this.nanos = nanos;
        this.inherited = new AtomicInteger(inherited);
        this.inheritedUpTo = inheritedUpTo;
        if (inherited == 0) {
            inheritedDone.complete(null);
        }
    }

    /** Returns the publication of a message that is about to be appended to the outbox. */
    PendingPublication begin(String id, Topic topic) {
        return new PendingPublication(id, topic, nanos.getAsLong());
    }

    /** Adds a message before it is appended: its acknowledgement can precede the return of the append. */
    void open(OutboxMessage message, PendingPublication publication) {
        open.put(message, publication);
    }

    /**
     * Removes a message that the outbox has not taken. The next attempt gives it another sequence.
     *
     * @return false if the message already has its outcome
     */
    boolean forget(OutboxMessage message) {
        return open.remove(message) != null;
    }

    /** Returns the publication of a message without outcome; null if it has one, or comes from an earlier process. */
    @Nullable
    PendingPublication of(OutboxMessage message) {
        return open.get(message);
    }

    void published(OutboxMessage message) {
        if (listeners.isWanted()) {
            listeners.tell(listener -> listener.published(message));
        }
    }

    /** Sets the outcome of a message that the outbox could not store; does nothing if it already has its outcome. */
    void notStored(OutboxMessage message, PendingPublication publication, Throwable reason) {
        if (forget(message)) {
            refused(message, publication, reason);
        }
    }

    /** Sets the outcome of a message that the outbox has not taken, and that is not open any more. */
    void refused(OutboxMessage message, PendingPublication publication, Throwable reason) {
        NotStoredException failure = notStored(message, reason);
        listeners.tell(listener -> listener.notStored(message, failure));
        publication.fail(failure);
    }

    private static NotStoredException notStored(OutboxMessage message, Throwable reason) {
        Throwable cause = reason instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : reason;
        return cause instanceof NotStoredException failure ? failure : new NotStoredException(message, cause);
    }

    void acknowledged(OutboxMessage message, Acknowledgement acknowledgement) {
        PendingPublication publication = open.remove(message);
        if (publication == null && !endInherited(message)) {
            return;
        }
        if (listeners.isWanted()) {
            Duration latency = publication == null
                    ? Duration.between(message.createdAt(), clock.instant())
                    : publication.age(nanos.getAsLong());
            listeners.tell(listener -> listener.acknowledged(message, acknowledgement, latency));
        }
        if (publication != null) {
            publication.acknowledge(acknowledgement);
        }
    }

    void retried(OutboxMessage message, int reasonCode, Duration delay) {
        listeners.tell(listener -> listener.retried(message, reasonCode, delay));
    }

    void rejected(OutboxMessage message, PublishFailedException reason) {
        fail(message, reason, listener -> listener.rejected(message, reason));
    }

    void expired(OutboxMessage message, Duration age) {
        fail(message, new MessageExpiredException(message, age), listener -> listener.expired(message));
    }

    void dropped(OutboxMessage message) {
        fail(message, new MessageDroppedException(message), listener -> listener.dropped(message));
    }

    /** Sets a failure as the outcome; does nothing if the message already has its outcome. */
    private void fail(OutboxMessage message, PublishFailedException reason, Consumer<PublisherListener> event) {
        PendingPublication publication = open.remove(message);
        if (publication == null && !endInherited(message)) {
            return;
        }
        listeners.tell(event);
        if (publication != null) {
            publication.fail(reason);
        }
    }

    private boolean endInherited(OutboxMessage message) {
        if (message.sequence() > inheritedUpTo) {
            return false;
        }
        if (inherited.decrementAndGet() == 0) {
            inheritedDone.complete(null);
        }
        return true;
    }

    /** Ends all publications that are still open when the publisher closes; returns their number. */
    int abandonAll(boolean durable) {
        AtomicInteger left = new AtomicInteger();
        open.forEach((message, publication) -> {
            if (open.remove(message, publication)) {
                listeners.tell(listener -> {
                    if (durable) {
                        listener.leftInStore(message);
                    } else {
                        listener.lost(message);
                    }
                });
                publication.fail(durable ? new LeftInStoreException(message) : new NotAcknowledgedException(message));
                left.incrementAndGet();
            }
        });
        return left.get();
    }

    /** Returns the number of messages without an outcome, with those of an earlier process. */
    int unsettled() {
        return open.size() + Math.max(0, inherited.get());
    }

    void forEach(Consumer<OutboxMessage> action) {
        open.keySet().forEach(action);
    }

    /**
     * Returns a future that completes when all messages that are open now have their outcome; exceptionally if one of
     * them failed.
     */
    CompletableFuture<Void> settlement() {
        return CompletableFuture.allOf(
                Stream.concat(Stream.of(inheritedDone), open.values().stream().map(PendingPublication::acknowledged))
                        .toArray(CompletableFuture[]::new));
    }
}
