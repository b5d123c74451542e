package dev.latido.core.internal.publish;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.Acknowledgement;
import dev.latido.core.Publication;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A publication whose outcome the publisher sets. The publication is also the future of its acknowledgement, so that a
 * message needs one object for both. Thread-safe; dependents of its futures run without a lock.
 */
final class PendingPublication extends SdkFuture<Acknowledgement> implements Publication {

    private static final SdkFuture<Void> STORED = new SdkFuture<>();

    static {
        STORED.settle(null);
    }

    private final String id;
    private final Topic topic;
    private final long since;

    @GuardedBy("this")
    private @Nullable SdkFuture<Void> stored;

    /**
     * A publication without an outcome. It does not refer to its message, so that a caller that keeps the publication
     * does not keep the payload in memory.
     *
     * @param id the message id
     * @param topic the topic of the message
     * @param since the time of publishing, in nanoseconds of {@link System#nanoTime()}
     */
    PendingPublication(String id, Topic topic, long since) {
        this.id = id;
        this.topic = topic;
        this.since = since;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public synchronized CompletableFuture<Void> stored() {
        if (stored == null) {
            stored = new SdkFuture<>();
        }
        return stored;
    }

    @Override
    public CompletableFuture<Acknowledgement> acknowledged() {
        return this;
    }

    /** Returns the time since the message was published. */
    Duration age(long now) {
        return Duration.ofNanos(now - since);
    }

    /** Completes {@link #stored()}. */
    void markStored() {
        SdkFuture<Void> asked;
        synchronized (this) {
            asked = stored;
            if (asked == null) {
                stored = STORED;
                return;
            }
        }
        asked.settle(null);
    }

    /**
     * Completes both futures. With a durable outbox, the acknowledgement can precede the disk: a message that the
     * broker has does not need to be stored.
     */
    void acknowledge(Acknowledgement acknowledgement) {
        markStored();
        settle(acknowledgement);
    }

    /** Completes both futures exceptionally, but leaves {@link #stored()} as it is if the message was stored. */
    @Override
    void fail(Throwable reason) {
        SdkFuture<Void> asked;
        synchronized (this) {
            if (stored == null) {
                stored = new SdkFuture<>();
            }
            asked = stored;
        }
        asked.fail(reason);
        super.fail(reason);
    }

    @Override
    public String toString() {
        String outcome = !isDone() ? "no outcome yet" : isCompletedExceptionally() ? "failed" : "acknowledged";
        return "Publication[" + id + " on " + topic + ", " + outcome + "]";
    }
}
