package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.MqttVersion;
import dev.latido.core.Qos;
import dev.latido.core.internal.AttemptFailedException;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.limits.GrantCheck;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.tls.TlsMaterial;
import dev.latido.topics.Topic;
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

        /**
         * Called before {@link #arrived} with a message of an earlier session, although the broker said that this session
         * is new.
         */
        default void contradicted(BrokerSession session, IncomingPublish message) {}
    }

    private final ConnectionSettings settings;
    private final BrokerAddress broker;
    private final AttemptSecurity security;
    private final Events events;
    private final Executor callbacks;
    private final MqttClientAdapter client;
    private final AtomicBoolean ended = new AtomicBoolean();
    /** Shared by all messages of the session. */
    private final BooleanSupplier live = this::isLive;

    private final Qos2Guard qos2Guard;
    private volatile @Nullable BrokerGrants grants;
    private volatile boolean probesVersion;

    /** Whether a message would contradict a broker that calls the session new, because nothing is subscribed yet. */
    private volatile boolean unproven = true;

    /** A message that has overtaken the CONNACK on its way between threads. */
    private volatile @Nullable IncomingPublish early;

    private volatile boolean subscribing;

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
        this.callbacks = callbacks;
        this.qos2Guard = new Qos2Guard(broker, live);
        this.client = MqttClientAdapters.build(settings, broker, security, callbacks, this);
    }

    /**
     * Begins to connect; the outcome is reported to the events. If the broker closes the connection without an answer, it
     * is asked whether it supports MQTT 3.1.1 only. That makes up to two more connections.
     */
    public void openAskingVersion() {
        probesVersion = settings.version() == MqttVersion.MQTT_5;
        open();
    }

    /** Begins to connect; the outcome is reported to the events. */
    public void open() {
        client.connect().whenComplete((granted, failure) -> {
            if (failure == null) {
                security.wipe();
                grants = granted;
                unproven = unproven && !granted.sessionPresent();
                compareEarly();
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
            end(cause);
        }
    }

    private void end(Throwable cause) {
        boolean isUnclear = grants == null && probesVersion && VersionProbe.mayExplain(cause);
        Throwable words = explained(cause);
        if (!isUnclear || (words instanceof AttemptFailedException failed && failed.isPermanent())) {
            events.ended(this, words);
            return;
        }
        CompletableFuture<Throwable> reason;
        try {
            reason = VersionProbe.explain(() -> MqttClientAdapters.probe(settings, broker, security, callbacks), words);
        } catch (RuntimeException | Error e) {
            words.addSuppressed(e);
            reason = CompletableFuture.completedFuture(words);
        }
        var unused = reason.thenAccept(known -> events.ended(this, known));
    }

    /** Words a failure before CONNACK. */
    private Throwable explained(Throwable cause) {
        return grants != null
                ? cause
                : AttemptFailures.explain(settings, broker, security.tls(), cause, client.firstBytes());
    }

    @Override
    public void arrived(IncomingPublish message) {
        if (unproven) {
            compare(message);
        }
        events.arrived(this, message);
    }

    /** Before its SUBACK, a new session has nothing to deliver but messages of the subscription that is requested. */
    private void compare(IncomingPublish message) {
        if (grants == null) {
            early = message;
        }
        if (grants != null && (!subscribing || message.redelivered())) {
            unproven = false;
            qos2Guard.distrust();
            events.contradicted(this, message);
        }
    }

    private void compareEarly() {
        IncomingPublish message = early;
        early = null;
        if (message != null && unproven) {
            compare(message);
        }
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
        probesVersion = false;
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
    public @Nullable NotGrantedException notGranted(Topic topic, byte[] payload, DeliveryOptions options) {
        BrokerGrants granted = grants;
        return granted == null ? null : GrantCheck.publish(granted, topic, payload, options, client.aliasBytes());
    }

    @Override
    public boolean mayExactlyOnce() {
        return qos2Guard.isPossible();
    }

    @Override
    public boolean oneExchangeAtATime() {
        return settings.version() == MqttVersion.MQTT_3_1_1;
    }

    /** Returns the check whether QoS 2 is possible. */
    public Qos2Guard qos2Guard() {
        return qos2Guard;
    }

    @Override
    public void publish(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome) {
        client.publish(message, message.options().qos() == Qos.EXACTLY_ONCE ? qos2Guard.watched(outcome) : outcome);
    }

    /**
     * Publishes; the future completes with the reason code of the PUBACK. It fails if the broker rejects the message,
     * and with {@link NotGrantedException} if the limits in its CONNACK do.
     */
    public CompletableFuture<Integer> publish(OutgoingPublish message) {
        NotGrantedException refusal = notGranted(message.topic(), message.payload(), message.options());
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        CompletableFuture<Integer> acknowledged = new CompletableFuture<>();
        publish(message, (code, failure) -> {
            if (failure == null) {
                acknowledged.complete(code);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    /**
     * Subscribes with QoS 1; the future completes with the lowest QoS that the broker grants for one of the filters. It
     * fails if the broker refuses one, and with {@link NotGrantedException} if the limits in its CONNACK do.
     */
    public CompletableFuture<Qos> subscribe(List<TopicFilter> filters, boolean retainedAgain) {
        BrokerGrants granted = grants;
        NotGrantedException refusal = granted == null || settings.version() == MqttVersion.MQTT_3_1_1
                ? null
                : GrantCheck.subscribe(granted, filters);
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        subscribing = true;
        return client.subscribe(filters, retainedAgain).whenComplete((granting, failure) -> unproven = false);
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
