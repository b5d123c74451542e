package dev.latido.core.internal.publish;

import dev.latido.LatidoException;
import dev.latido.core.Acknowledgement;
import dev.latido.core.OutboxFullException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Publication;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A publication whose outcome the publisher sets. It is itself the future of its acknowledgement, and carries what the
 * outbox said to its message, so that there is one object for each.
 */
final class PendingPublication extends SdkFuture<Acknowledgement> implements Publication {

    private static final SdkFuture<Void> STORED = new SdkFuture<>();

    static {
        STORED.settle(null);
    }

    private final String id;
    private final Topic topic;
    private final long since;
    private @Nullable OutboxMessage message;
    private @Nullable CompletionStage<Void> storing;
    private @Nullable LatidoException refusal;
    private @Nullable SdkFuture<Void> stored;

    PendingPublication(OutboxMessage message, long since) {
        this.id = message.id();
        this.topic = message.topic();
        this.message = message;
        this.since = since;
    }

    /** The message; for the publishing thread, until it {@linkplain #forgetMessage() lets go of it}. */
    OutboxMessage message() {
        return Objects.requireNonNull(message, "the message is on its way");
    }

    /** Who keeps the publication shall not keep the payload. */
    void forgetMessage() {
        message = null;
        storing = null;
    }

    /** The outbox has taken the message. For the publishing thread. */
    void taken(CompletionStage<Void> storing) {
        this.storing = storing;
        this.refusal = null;
    }

    /** The outbox has not taken the message; another attempt may follow. For the publishing thread. */
    void refused(LatidoException reason) {
        this.refusal = reason;
    }

    /** When it is stored; null if it was not taken. For the publishing thread. */
    @Nullable
    CompletionStage<Void> storing() {
        return storing;
    }

    /** Why it was not taken, or null. For the publishing thread. */
    @Nullable
    LatidoException refusal() {
        return refusal;
    }

    /** Whether it was not taken for want of room. For the publishing thread. */
    boolean lacksRoom() {
        return refusal instanceof OutboxFullException;
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

    /** How long ago it was published. */
    Duration age(long now) {
        return Duration.ofNanos(now - since);
    }

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

    /** Before the disk, in a durable outbox: the broker has it, and what it has need not be stored. */
    void acknowledge(Acknowledgement acknowledgement) {
        markStored();
        settle(acknowledgement);
    }

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
