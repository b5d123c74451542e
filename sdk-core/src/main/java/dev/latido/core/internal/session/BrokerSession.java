package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.tls.TlsMaterial;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One network connection to the broker, from CONNECT to its end, with its own MQTT client object. Thread-safe.
 *
 * <p>A new client object for each connection, instead of the client's automatic reconnect, has three effects. Every
 * message in flight has one owner: the outbox for outgoing messages, the broker for incoming ones. Subscriptions,
 * credentials and certificates are read again each time. Messages of an earlier connection do not count against the
 * receive maximum.
 */
public final class BrokerSession implements MqttClientAdapter.Receiver, SendingSession {

    /** Events of a session. Methods are called on threads of the MQTT client and must return at once. */
    public interface Events {

        /** Called when the broker has accepted the session. */
        void opened(BrokerSession session, BrokerGrants grants);

        /** Called once when the attempt has failed or the connection has ended; no other event follows. */
        void ended(BrokerSession session, Throwable cause);

        /**
         * Called with a message, which must be acknowledged after it has been handled. One call at a time, in order.
         */
        void arrived(BrokerSession session, IncomingPublish message);
    }

    private final ConnectionSettings settings;
    private final BrokerAddress broker;
    private final AttemptSecurity security;
    private final Events events;
    private final MqttClientAdapter client;
    private final AtomicBoolean ended = new AtomicBoolean();
    /** Shared by all messages of the session. */
    private final BooleanSupplier live = this::isLive;

    private final Qos2Guard qos2Guard;
    private volatile @Nullable BrokerGrants grants;

    /**
     * Creates a session that does not connect before {@link #open()}.
     *
     * @param callbacks runs everything that comes from the broker
     */
    public BrokerSession(
            ConnectionSettings settings,
            BrokerAddress broker,
            AttemptSecurity security,
            Events events,
            Executor callbacks) {
        this.settings = settings;
        this.broker = broker;
        this.security = security;
        this.events = events;
        this.qos2Guard = new Qos2Guard(broker);
        this.client = MqttClientAdapters.build(settings, broker, security, callbacks, this);
    }

    /** Begins to connect; the outcome is reported to the events. */
    public void open() {
        client.connect().whenComplete((granted, failure) -> {
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
            if (grants == null) {
                client.release();
            }
            events.ended(this, explained(cause));
        }
    }

    /** Before CONNACK, a failure without an answer of the broker may be one of TLS. */
    private Throwable explained(Throwable cause) {
        TlsMaterial tls = security.tls();
        return tls == null || grants != null || cause instanceof BrokerAnswerException
                ? cause
                : tls.explain(broker.uri(), cause);
    }

    @Override
    public void arrived(IncomingPublish message) {
        events.arrived(this, message);
    }

    @Override
    public void abandon(Throwable cause) {
        disconnected(cause);
        client.abandon();
    }

    /** Ends the connection so that the broker publishes the Last Will. Does not wait. */
    public void leaveWithWill() {
        client.abandon();
    }

    /**
     * Releases what the MQTT client keeps for a session that has ended: the threads of messages that nobody has
     * acknowledged. An attempt that fails does so itself.
     */
    public void release() {
        client.release();
    }

    /** Aborts the attempt before CONNACK. */
    public void abort() {
        client.abort();
    }

    /** Returns the TLS material of this connection, or null without TLS. */
    @Nullable
    public TlsMaterial tls() {
        return security.tls();
    }

    @Override
    public boolean isEnded() {
        return ended.get();
    }

    private boolean isLive() {
        return !ended.get();
    }

    /** Returns a check, for the messages of the session, whether it is still open. */
    public BooleanSupplier live() {
        return live;
    }

    /** Returns the broker's address. */
    public BrokerAddress broker() {
        return broker;
    }

    /** Returns the broker's limits, or null before CONNACK. */
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
        return qos2Guard.isPossible();
    }

    /** Returns the check whether QoS 2 is possible. */
    public Qos2Guard qos2Guard() {
        return qos2Guard;
    }

    @Override
    public void publish(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome) {
        client.publish(message, message.options().qos() == Qos.EXACTLY_ONCE ? qos2Guard.watched(outcome) : outcome);
    }

    /** Publishes; the future completes with the PUBACK. */
    public CompletableFuture<Void> publish(OutgoingPublish message) {
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        client.publish(message, (code, failure) -> {
            if (failure == null) {
                acknowledged.complete(null);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    /** Subscribes with QoS 1; the future fails if the broker refuses one of the filters. */
    public CompletableFuture<?> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        return client.subscribe(filters, retainedAgain);
    }

    /** Unsubscribes; the future completes with UNSUBACK. */
    public CompletableFuture<?> unsubscribe(List<TopicFilter> filters) {
        return client.unsubscribe(filters);
    }

    /** Sends DISCONNECT and closes the connection; the broker does not publish the Last Will. */
    public CompletableFuture<Void> disconnect() {
        return client.disconnect();
    }

    /** Returns the client object; throws if it has another type. */
    public <T> T unwrap(Class<T> type) {
        Object inside = client.client();
        if (!type.isInstance(inside)) {
            throw new IllegalArgumentException(
                    "the client underneath is an Mqtt5AsyncClient (or Mqtt3AsyncClient with MQTT 3.1.1), not a "
                            + type.getName());
        }
        return type.cast(inside);
    }

    @Override
    public String toString() {
        return settings.clientId() + " at " + broker;
    }
}
