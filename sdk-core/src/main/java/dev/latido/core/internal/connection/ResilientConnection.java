package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.link.UnacknowledgedException;
import dev.latido.core.internal.presence.DeviceCountWarning;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.NetworkThreads;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A connection as the application, the publisher and the subscriber see it. Its sessions are kept by {@link
 * SessionKeeper}. Thread-safe.
 */
public final class ResilientConnection implements MqttConnection, ConnectionLink {

    private final ConnectionSettings settings;
    private final Attachments attachments = new Attachments();
    private final SessionKeeper keeper;
    private final MessageIds ids;
    private final DeviceCountWarning devices;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile NetworkThreads.@Nullable Hold threads;

    /**
     * Creates a connection that has not started.
     *
     * @param awaited whether {@link #awaitFirstSession} will be called
     */
    ResilientConnection(ConnectionSettings settings, boolean awaited) {
        this.settings = settings;
        this.keeper = new SessionKeeper(settings, awaited, attachments);
        this.ids = MessageIds.startingNow(settings.clientId());
        this.devices = new DeviceCountWarning(
                settings.devices(),
                settings.clientId(),
                LoggerFactory.getLogger(MqttConnection.class),
                System::nanoTime);
    }

    void start() {
        threads = NetworkThreads.hold();
        keeper.attempts().begin();
    }

    /** Waits for the first session, or closes and throws. */
    void awaitFirstSession() {
        try {
            keeper.firstSession().get(settings.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            close();
            throw keeper.unreachable();
        } catch (ExecutionException e) {
            close();
            throw e.getCause() instanceof ConnectionFailedException failed ? failed : keeper.unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ConnectionFailedException(settings.broker().uri(), "interrupted while connecting " + settings, e);
        }
    }

    @Override
    public void close() {
        OrderlyClose end = new OrderlyClose(settings);
        if (!keeper.beginClosing()) {
            end.await(closed);
            return;
        }
        try {
            attachments.closeWithin(
                    end::timeToDrain, () -> keeper.session() == null ? Duration.ZERO : end.timeToDrain());
            BrokerSession session = keeper.session();
            if (session != null) {
                end.leave(session);
            }
        } finally {
            finishClosing(end);
        }
    }

    private void finishClosing(OrderlyClose end) {
        keeper.finishClosing();
        devices.finish();
        NetworkThreads.Hold held = threads;
        if (held != null) {
            held.close(end.timeLeft());
        }
        closed.complete(null);
    }

    // --- for the application ---

    @Override
    public String clientId() {
        return settings.clientId();
    }

    @Override
    public ConnectionState state() {
        return keeper.state();
    }

    @Override
    public Optional<Instant> certificateExpiry() {
        return keeper.certificates().earliest();
    }

    @Override
    public CompletableFuture<Void> renew() {
        keeper.checkOpen();
        return keeper.renewal().begin();
    }

    @Override
    public Optional<BrokerGrants> grants() {
        return Optional.ofNullable(keeper.open()).map(OpenSession::grants);
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        Objects.requireNonNull(type, "type must not be null");
        BrokerSession session = keeper.session();
        if (session == null) {
            throw new IllegalStateException(withoutSession());
        }
        return session.unwrap(type);
    }

    // --- for consumers ---

    @Override
    public @Nullable Standing standing() {
        OpenSession open = keeper.open();
        return open == null ? null : open.standing();
    }

    @Override
    public Subscription subscribe(InboundConsumer consumer) {
        keeper.checkOpen();
        return keeper.requests().subscriptions().register(consumer);
    }

    @Override
    public CompletableFuture<Integer> publishNow(
            Topic topic, byte[] payload, List<Map.Entry<String, String>> userProperties) {
        BrokerSession session = keeper.session();
        if (session == null) {
            return CompletableFuture.failedFuture(
                    new ConnectionFailedException(settings.broker().uri(), withoutSession(), null));
        }
        CompletableFuture<Integer> acknowledged = new CompletableFuture<>();
        session.publish(OutgoingPublish.of(topic, payload, false, userProperties))
                .whenComplete((code, failure) -> {
                    if (failure == null) {
                        acknowledged.complete(code);
                    } else {
                        acknowledged.completeExceptionally(new UnacknowledgedException(kind(failure), failure));
                    }
                });
        return acknowledged;
    }

    private static UnacknowledgedException.Kind kind(Throwable failure) {
        if (failure instanceof NotGrantedException refusal) {
            return refusal.code() == ReasonCodes.PACKET_TOO_LARGE
                    ? UnacknowledgedException.Kind.TOO_LARGE
                    : UnacknowledgedException.Kind.REFUSED;
        }
        boolean answered = failure instanceof BrokerAnswerException answer
                && (answer.packet() == BrokerAnswerException.Packet.PUBACK);
        return answered ? UnacknowledgedException.Kind.REFUSED : UnacknowledgedException.Kind.SESSION_ENDED;
    }

    @Override
    public int maximumPacketSize() {
        OpenSession open = keeper.open();
        return open == null ? Integer.MAX_VALUE : open.grants().maximumPacketSize();
    }

    @Override
    public boolean carriesUserProperties() {
        return settings.version() == MqttVersion.MQTT_5;
    }

    private String withoutSession() {
        return settings + " has no session; its state is " + keeper.state();
    }

    @Override
    public int receiveMaximum() {
        return settings.receiveMaximum();
    }

    @Override
    public void attachConsumer(Attachment attachment) {
        keeper.attachConsumer(attachment);
    }

    @Override
    public void detach(Attachment attachment) {
        attachments.remove(attachment);
    }

    // --- for publishers ---

    /** Notifies a publisher of sessions, beginning with the one that is open, and closes it before the connection. */
    public <P extends SessionListener & Attachment> void attachPublisher(P publisher) {
        keeper.attachPublisher(publisher);
    }

    /** Stops notifying a publisher. */
    public <P extends SessionListener & Attachment> void detachPublisher(P publisher) {
        keeper.detachPublisher(publisher);
    }

    /** Returns the search for requests that end the connection. */
    public CulpritSearch culprits() {
        return keeper.requests().culprits();
    }

    /** Returns the source of message ids. */
    public MessageIds ids() {
        return ids;
    }

    /** Takes note of a message's topic, to warn of more devices than were declared. */
    public void published(Topic topic) {
        devices.published(topic);
    }

    public ConnectionSettings settings() {
        return settings;
    }

    public Duration closeTimeout() {
        return settings.closeTimeout();
    }

    /** Returns the threads and timers of the connection. */
    public ScheduledExecutorService scheduler() {
        return SdkThreads.shared();
    }

    @Override
    public String toString() {
        return "MqttConnection[" + settings + ", " + keeper.state() + "]";
    }
}
