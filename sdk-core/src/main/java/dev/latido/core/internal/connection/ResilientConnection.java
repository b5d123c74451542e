package dev.latido.core.internal.connection;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionListener;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.StateChange;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.presence.DeviceCountWarning;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.Qos2Guard;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.session.ReceiveMaximumExceededException;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.tls.CertificateExpiryWatch;
import dev.latido.core.internal.tls.TlsMaterial;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import io.reactivex.Scheduler;
import io.reactivex.schedulers.Schedulers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@link BrokerSession} after the other alive until it is closed.
 *
 * <p>All of its state changes under one lock, held briefly; listeners hear of them on a thread of their own.
 */
public final class ResilientConnection implements MqttConnection, ConnectionLink, BrokerSession.Events {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private final ScheduledExecutorService scheduler = SdkThreads.shared();
    private final Scheduler callbacks = Schedulers.from(SdkThreads.callbacks());
    private final ConnectionListeners news;
    private final ConnectionLog report;
    private final AttemptPreparation preparation;
    private final CertificateExpiryWatch expiry;
    private final Subscriptions inbox;
    private final MessageIds ids;
    private final DeviceCountWarning devices;
    private final Attachments attachments = new Attachments();
    private final CompletableFuture<Void> firstSession = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final Object lock = new Object();
    private volatile ConnectionState state = ConnectionState.CONNECTING;
    private volatile @Nullable BrokerSession open;
    private volatile @Nullable BrokerGrants grants;
    private volatile @Nullable Standing standing;
    private @Nullable BrokerSession current;
    private @Nullable Qos2Guard exactlyOnce;
    private @Nullable Future<?> nextAttempt;
    private @Nullable Throwable lastFailure;
    private BrokerAddress lastBroker;
    private final AttemptPlan plan;
    private final ReceiveWindow window;
    private boolean everOpen;

    ResilientConnection(ConnectionSettings settings) {
        this.settings = settings;
        this.news = new ConnectionListeners(settings.toString(), settings.listeners(), scheduler);
        this.report = new ConnectionLog(settings);
        this.preparation = new AttemptPreparation(settings, Clock.systemUTC(), scheduler);
        this.expiry = new CertificateExpiryWatch(settings, Clock.systemUTC(), scheduler);
        this.inbox = new Subscriptions(settings.clientId(), scheduler, () -> open, this::subscriptionRefused);
        this.ids = MessageIds.startingNow(settings.clientId());
        this.devices = new DeviceCountWarning(settings.devices(), settings.clientId(), log, System::nanoTime);
        this.lastBroker = settings.broker();
        this.plan = new AttemptPlan(settings.brokers().size(), settings.backoff(), new Random());
        this.window = new ReceiveWindow(settings.receiveMaximum());
    }

    void start() {
        attempt();
    }

    /** Waits for the first session, or closes and throws. */
    void awaitFirstSession() {
        try {
            firstSession.get(settings.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            close();
            throw unreachable();
        } catch (ExecutionException e) {
            close();
            throw e.getCause() instanceof ConnectionFailedException failed ? failed : unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new ConnectionFailedException(settings.broker().uri(), "interrupted while connecting " + settings, e);
        }
    }

    private ConnectionFailedException unreachable() {
        synchronized (lock) {
            return report.unreachable(lastBroker, lastFailure);
        }
    }

    private void attempt() {
        BrokerAddress broker;
        synchronized (lock) {
            nextAttempt = null;
            if (isClosing()) {
                return;
            }
            broker = settings.brokers().get(plan.broker());
        }
        preparation.prepare(broker).whenComplete((security, failure) -> {
            if (security != null) {
                attemptWith(broker, security);
            } else {
                unprepared(broker, failure);
            }
        });
    }

    private void unprepared(BrokerAddress broker, Throwable failure) {
        synchronized (lock) {
            if (!isClosing()) {
                failed(broker, failure, false);
            }
        }
    }

    private void attemptWith(BrokerAddress broker, AttemptSecurity security) {
        BrokerSession session;
        synchronized (lock) {
            if (isClosing()) {
                security.wipe();
                return;
            }
            try {
                session = new BrokerSession(settings.receiving(window.messages()), broker, security, this, callbacks);
            } catch (RuntimeException e) {
                failed(broker, e, false);
                return;
            }
            current = session;
        }
        try {
            session.open();
        } catch (RuntimeException e) {
            ended(session, e);
        }
    }

    @Override
    public void opened(BrokerSession session, BrokerGrants granted) {
        synchronized (lock) {
            if (!session.equals(current) || isClosing()) {
                session.disconnect().exceptionally(alreadyGone -> null);
                return;
            }
            session.exactlyOnce().follows(exactlyOnce, granted.sessionPresent());
            exactlyOnce = session.exactlyOnce();
            open = session;
            everOpen = true;
            plan.opened(System.nanoTime());
            TlsMaterial tls = session.tls();
            if (tls != null) {
                expiry.inUse(tls.ownChain(), tls.brokerChain());
            }
            grants = granted;
            standing = new Standing(Instant.now(), granted.sessionPresent());
            if (report.isSessionLost(granted)) {
                news.tell(ConnectionListener::sessionLost);
            }
            report.opened(session, granted);
            inbox.sessionOpened(session);
            announce(session);
            attachments.sessionOpened(session);
            move(ConnectionState.CONNECTED, null, null);
        }
        firstSession.complete(null);
    }

    private void announce(BrokerSession session) {
        PresenceAnnouncements presence = settings.presence();
        if (presence != null) {
            session.publish(presence.online(Instant.now())).whenComplete((done, failure) -> {
                if (failure != null && !session.isEnded()) {
                    log.warn("{}: 'online' was not accepted on {}", settings, presence.topic(), failure);
                }
            });
        }
    }

    @Override
    public void ended(BrokerSession session, Throwable cause) {
        synchronized (lock) {
            if (!session.equals(current)) {
                return;
            }
            boolean wasOpen = session.equals(open);
            current = null;
            open = null;
            standing = null;
            inbox.sessionEnded(session);
            if (wasOpen) {
                attachments.sessionEnded(session);
            }
            if (!isClosing()) {
                failed(session.broker(), cause, wasOpen);
            }
        }
    }

    /** Plans the next attempt. */
    private void failed(BrokerAddress broker, Throwable cause, boolean wasOpen) {
        lastFailure = cause;
        lastBroker = broker;
        int before = window.messages();
        if (cause instanceof ReceiveMaximumExceededException && window.widen()) {
            report.widened(broker, before, window.messages());
        }
        AttemptPlan.Next next = wasOpen ? plan.sessionEnded(cause, System.nanoTime()) : plan.attemptFailed(cause);
        nextAttempt = scheduler.schedule(this::attempt, next.delay().toNanos(), TimeUnit.NANOSECONDS);
        Duration delay = next.delay();
        switch (next.course()) {
            case REFUSED -> {
                ConnectionRefusedException refusal = report.refused(broker, cause, delay);
                move(ConnectionState.REFUSED, refusal, delay);
                firstSession.completeExceptionally(refusal);
            }
            case TAKEN_OVER -> move(ConnectionState.RECONNECTING, report.takenOver(broker, cause, delay), delay);
            case RETRY -> retry(broker, cause, delay);
        }
    }

    private void retry(BrokerAddress broker, Throwable cause, Duration delay) {
        report.retry(broker, cause, delay);
        move(everOpen ? ConnectionState.RECONNECTING : ConnectionState.CONNECTING, cause, delay);
        boolean onlyBroker = settings.brokers().size() == 1;
        if (!everOpen && onlyBroker && ConnectionLog.isMisconfigured(cause)) {
            firstSession.completeExceptionally(report.misconfigured(broker, cause));
        }
    }

    private void move(ConnectionState to, @Nullable Throwable failure, @Nullable Duration delay) {
        Integer code = failure == null ? null : ReasonCodes.of(failure);
        int failedAttempts = to == ConnectionState.CONNECTED ? 0 : plan.failures();
        StateChange change = new StateChange(state, to, failure, code, failedAttempts, delay);
        state = to;
        news.tell(listener -> listener.stateChanged(change));
    }

    private void subscriptionRefused(List<TopicFilter> filters, Throwable cause) {
        news.tell(listener -> listener.subscriptionRefused(filters, cause));
    }

    private boolean isClosing() {
        return state == ConnectionState.CLOSING || state == ConnectionState.CLOSED;
    }

    @Override
    public void arrived(BrokerSession session, IncomingPublish message) {
        try {
            inbox.arrived(session, message);
        } catch (RuntimeException e) {
            log.error("{}: a message on {} was not handed on", settings, message.topic(), e);
        }
    }

    @Override
    public void close() {
        OrderlyClose farewell = new OrderlyClose(settings);
        if (!beginClosing()) {
            farewell.await(closed);
            return;
        }
        attachments.closeWithin(farewell::timeToDrain, () -> open == null ? Duration.ZERO : farewell.timeToDrain());
        BrokerSession session = open;
        if (session != null) {
            farewell.leave(session);
        }
        synchronized (lock) {
            current = null;
            open = null;
            standing = null;
            move(ConnectionState.CLOSED, null, null);
        }
        devices.finish();
        expiry.close();
        closed.complete(null);
    }

    private boolean beginClosing() {
        synchronized (lock) {
            if (isClosing()) {
                return false;
            }
            move(ConnectionState.CLOSING, null, null);
            if (nextAttempt != null) {
                nextAttempt.cancel(false);
            }
            if (current != null && !current.equals(open)) {
                current.abort();
            }
            attachments.stopTaking();
            return true;
        }
    }

    @Override
    public String clientId() {
        return settings.clientId();
    }

    @Override
    public ConnectionState state() {
        return state;
    }

    @Override
    public Optional<Instant> certificateExpiry() {
        return expiry.earliest();
    }

    @Override
    public Optional<BrokerGrants> grants() {
        return open == null ? Optional.empty() : Optional.ofNullable(grants);
    }

    @Override
    public @Nullable Standing standing() {
        return standing;
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        Objects.requireNonNull(type, "type must not be null");
        BrokerSession session = open;
        if (session == null) {
            throw new IllegalStateException(settings + " has no session now; state " + state);
        }
        return session.unwrap(type);
    }

    @Override
    public Subscription subscribe(InboundConsumer consumer) {
        checkOpen();
        return inbox.register(consumer);
    }

    @Override
    public CompletableFuture<Integer> publishNow(
            Topic topic, byte[] payload, List<Map.Entry<String, String>> userProperties) {
        BrokerSession session = open;
        if (session == null) {
            return CompletableFuture.failedFuture(new ConnectionFailedException(
                    settings.broker().uri(), settings + " has no session now; state " + state, null));
        }
        CompletableFuture<Integer> acknowledged = new CompletableFuture<>();
        session.publish(OutgoingPublish.of(topic, payload, false, userProperties), (code, failure) -> {
            if (failure == null) {
                acknowledged.complete(code);
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    @Override
    public int receiveMaximum() {
        return settings.receiveMaximum();
    }

    @Override
    public void attachConsumer(Attachment attachment) {
        checkOpen();
        attachments.addConsumer(attachment);
    }

    @Override
    public void detach(Attachment attachment) {
        attachments.remove(attachment);
    }

    /** Has a publisher hear of sessions, starting with the one that stands, and end before the connection. */
    public <P extends SessionListener & Attachment> void attachPublisher(P publisher) {
        synchronized (lock) {
            checkOpen();
            attachments.addPublisher(publisher, open);
        }
    }

    public <P extends SessionListener & Attachment> void detachPublisher(P publisher) {
        synchronized (lock) {
            attachments.removePublisher(publisher);
        }
    }

    public MessageIds ids() {
        return ids;
    }

    /** Hears of every message's topic. */
    public void published(Topic topic) {
        devices.published(topic);
    }

    public ConnectionSettings settings() {
        return settings;
    }

    public Duration closeTimeout() {
        return settings.closeTimeout();
    }

    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    private void checkOpen() {
        if (isClosing()) {
            throw new IllegalStateException(settings + " is closed");
        }
    }

    @Override
    public String toString() {
        return "MqttConnection[" + settings + ", " + state + "]";
    }
}
