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

/**
 * The publications that have no outcome yet; gives each its one outcome. The listeners hear of it first, so that who
 * waits for the outcome finds it in their figures. Messages of an earlier process have no publication here. Thread-safe.
 */
final class PendingPublications {

    private final PublisherListeners news;
    private final Clock clock;
    private final LongSupplier nanos;
    private final long inheritedUpTo;
    private final AtomicInteger inherited;
    private final CompletableFuture<Void> inheritedDone = new CompletableFuture<>();
    private final Map<OutboxMessage, PendingPublication> open = new ConcurrentHashMap<>();

    /** For an outbox that holds so many messages already, with sequences up to that one. */
    PendingPublications(PublisherListeners news, int inherited, long inheritedUpTo, Clock clock, LongSupplier nanos) {
        this.news = news;
        this.clock = clock;
        this.nanos = nanos;
        this.inherited = new AtomicInteger(inherited);
        this.inheritedUpTo = inheritedUpTo;
        if (inherited == 0) {
            inheritedDone.complete(null);
        }
    }

    /** A message that is about to enter the outbox. */
    PendingPublication open(OutboxMessage message) {
        PendingPublication publication = new PendingPublication(message, nanos.getAsLong());
        open.put(message, publication);
        return publication;
    }

    /** It has not entered, and another attempt follows. */
    void forget(OutboxMessage message) {
        open.remove(message);
    }

    void published(OutboxMessage message) {
        if (news.isWanted()) {
            news.tell(listener -> listener.published(message));
        }
    }

    void notStored(OutboxMessage message, PendingPublication publication, Throwable reason) {
        open.remove(message);
        NotStoredException failure = notStored(message, reason);
        news.tell(listener -> listener.notStored(message, failure));
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
        if (news.isWanted()) {
            Duration latency = publication == null
                    ? Duration.between(message.createdAt(), clock.instant())
                    : publication.age(nanos.getAsLong());
            news.tell(listener -> listener.acknowledged(message, acknowledgement, latency));
        }
        if (publication != null) {
            publication.acknowledge(acknowledgement);
        }
    }

    void retried(OutboxMessage message, int reasonCode, Duration delay) {
        news.tell(listener -> listener.retried(message, reasonCode, delay));
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

    /** Does nothing if it has its outcome already: there is only one. */
    private void fail(OutboxMessage message, PublishFailedException reason, Consumer<PublisherListener> told) {
        PendingPublication publication = open.remove(message);
        if (publication == null && !endInherited(message)) {
            return;
        }
        news.tell(told);
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

    /** Ends all that are still open, at close; how many they were. */
    int leaveBehind(boolean durable) {
        AtomicInteger left = new AtomicInteger();
        open.forEach((message, publication) -> {
            if (open.remove(message, publication)) {
                news.tell(listener -> {
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

    void forEach(Consumer<OutboxMessage> action) {
        open.keySet().forEach(action);
    }

    /** Completes when everything that is open now has its outcome; exceptionally if that was a bad one. */
    CompletableFuture<Void> settlement() {
        return CompletableFuture.allOf(
                Stream.concat(Stream.of(inheritedDone), open.values().stream().map(PendingPublication::acknowledged))
                        .toArray(CompletableFuture[]::new));
    }
}
