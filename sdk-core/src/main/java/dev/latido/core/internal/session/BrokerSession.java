package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.tls.TlsMaterial;
import dev.latido.topics.TopicFilter;
import io.reactivex.Scheduler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One network connection to the broker, from CONNECT to its end, over an MQTT client object of its own.
 *
 * <p>A new object for each connection, instead of the client's automatic reconnect, leaves one owner for every message
 * under way (the outbox outward, the broker inward), lets subscriptions, credentials and certificates be fresh each
 * time, and cannot loop on the receive maximum with messages held from an earlier connection.
 */
public final class BrokerSession implements MqttClientAdapter.Receiver, SendingSession {

    /** What happens to a session. Calls come on threads of the MQTT client and must return at once. */
    public interface Events {

        /** CONNACK with success. */
        void opened(BrokerSession session, BrokerGrants grants);

        /** The attempt failed or the connection ended; once, and nothing after it. */
        void ended(BrokerSession session, Throwable cause);

        /** A message, to be acknowledged through it once its work is done. One call at a time, in order. */
        void arrived(BrokerSession session, IncomingPublish message);
    }

    private final ConnectionSettings settings;
    private final BrokerAddress broker;
    private final AttemptSecurity security;
    private final Events events;
    private final MqttClientAdapter wire;
    private final AtomicBoolean ended = new AtomicBoolean();
    /** One for all messages of the session. */
    private final BooleanSupplier live = () -> !ended.get();

    private final Qos2Guard exactlyOnce;
    private volatile @Nullable BrokerGrants grants;

    public BrokerSession(
            ConnectionSettings settings,
            BrokerAddress broker,
            AttemptSecurity security,
            Events events,
            Scheduler scheduler) {
        this.settings = settings;
        this.broker = broker;
        this.security = security;
        this.events = events;
        this.exactlyOnce = new Qos2Guard(broker);
        this.wire = MqttClientAdapters.build(settings, broker, security, scheduler, this);
    }

    public void open() {
        wire.connect().whenComplete((granted, failure) -> {
            if (failure == null) {
                security.wipe();
                grants = granted;
                events.opened(this, granted);
            } else {
                disconnected(failure);
            }
        });
    }

    @Override
    public void disconnected(Throwable cause) {
        if (ended.compareAndSet(false, true)) {
            security.wipe();
            TlsMaterial tls = security.tls();
            events.ended(this, tls == null || grants != null ? cause : tls.explain(broker.uri(), cause));
        }
    }

    @Override
    public void arrived(IncomingPublish message) {
        events.arrived(this, message);
    }

    @Override
    public void abandon(Throwable cause) {
        disconnected(cause);
        wire.abandon();
    }

    /** Ends the connection in a way that has the broker publish the will. Does not wait. */
    public void leaveWithWill() {
        wire.abandon();
    }

    /** Gives up the attempt, before CONNACK. */
    public void abort() {
        wire.abort();
    }

    /** The certificates of this connection, null without TLS. */
    @Nullable
    public TlsMaterial tls() {
        return security.tls();
    }

    @Override
    public boolean isEnded() {
        return ended.get();
    }

    /** Returns whether the session still stands, as its messages ask it. */
    public BooleanSupplier live() {
        return live;
    }

    /** Where it leads. */
    public BrokerAddress broker() {
        return broker;
    }

    /** What the broker granted; null before CONNACK. */
    @Nullable
    BrokerGrants grants() {
        return grants;
    }

    @Override
    public int sendMaximum() {
        BrokerGrants granted = grants;
        return granted == null ? 0 : granted.receiveMaximum();
    }

    @Override
    public int maximumPacketSize() {
        BrokerGrants granted = grants;
        return granted == null ? 0 : granted.maximumPacketSize();
    }

    @Override
    public Qos maximumQos() {
        BrokerGrants granted = grants;
        return granted == null ? Qos.AT_MOST_ONCE : granted.maximumQos();
    }

    @Override
    public boolean retainAvailable() {
        BrokerGrants granted = grants;
        return granted != null && granted.retainAvailable();
    }

    @Override
    public boolean mayExactlyOnce() {
        return exactlyOnce.isPossible();
    }

    public Qos2Guard exactlyOnce() {
        return exactlyOnce;
    }

    @Override
    public void publish(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome) {
        wire.publish(message, message.options().qos() == Qos.EXACTLY_ONCE ? exactlyOnce.watched(outcome) : outcome);
    }

    /** Completes with PUBACK. */
    public CompletableFuture<Void> publish(OutgoingPublish message) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        wire.publish(message, (code, failure) -> {
            if (failure == null) {
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    public CompletableFuture<?> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        return wire.subscribe(filters, retainedAgain);
    }

    public CompletableFuture<?> unsubscribe(List<TopicFilter> filters) {
        return wire.unsubscribe(filters);
    }

    public CompletableFuture<Void> disconnect() {
        return wire.disconnect();
    }

    public <T> T unwrap(Class<T> type) {
        Object client = wire.client();
        if (!type.isInstance(client)) {
            throw new IllegalArgumentException(
                    "the client underneath is an Mqtt5AsyncClient (or Mqtt3AsyncClient with MQTT 3.1.1), not a "
                            + type.getName());
        }
        return type.cast(client);
    }

    @Override
    public String toString() {
        return settings.clientId() + " at " + broker;
    }
}
