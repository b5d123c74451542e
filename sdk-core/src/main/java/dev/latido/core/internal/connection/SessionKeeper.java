package dev.latido.core.internal.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.StateChange;
import dev.latido.core.internal.link.ConnectionLink.Attachment;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.session.AttemptSecurity;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.Qos2Guard;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.tls.CertificateExpiryWatch;
import dev.latido.core.internal.tls.TlsMaterial;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one session of a connection open: begins an attempt, and the next one after each failure and each end, until it
 * is closed. Thread-safe: the state changes under one lock, which is held briefly and never while code of the user
 * runs.
 */
final class SessionKeeper implements BrokerSession.Events {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private final Attachments attachments;
    private final ScheduledExecutorService scheduler = SdkThreads.shared();
    private final ConnectionListeners listeners;
    private final AttemptPreparation preparation;
    private final CertificateExpiryWatch expiry;
    private final Subscriptions subscriptions;
    private final CompletableFuture<Void> firstSession = new CompletableFuture<>();

    private final Object lock = new Object();

    /** Written with the lock held, read without. */
    private volatile ConnectionState state = ConnectionState.CONNECTING;

    /** Written with the lock held, read without. */
    private volatile @Nullable OpenSession open;

    /** The attempt in progress, or the open session. */
    @GuardedBy("lock")
    private @Nullable BrokerSession current;

    @GuardedBy("lock")
    private @Nullable Qos2Guard qos2Guard;

    @GuardedBy("lock")
    private @Nullable Future<?> nextAttempt;

    @GuardedBy("lock")
    private final AttemptHistory history;

    private final CulpritSearch culprits;
    private final ConnectionRequests requests;

    SessionKeeper(ConnectionSettings settings, Attachments attachments) {
        this.settings = settings;
        this.attachments = attachments;
        this.listeners = new ConnectionListeners(settings.toString(), settings.listeners(), scheduler);
        this.preparation = new AttemptPreparation(settings, Clock.systemUTC(), scheduler);
        this.expiry = new CertificateExpiryWatch(settings, Clock.systemUTC(), scheduler);
        this.culprits = new CulpritSearch(
                settings.toString(), settings.backoff().cap(), scheduler, () -> requestsUnderWay(), new Random());
        this.subscriptions = new Subscriptions(
                settings.clientId(),
                scheduler,
                this::session,
                listeners::subscriptionRefused,
                culprits,
                settings.backoff().cap());
        this.requests =
                new ConnectionRequests(settings, listeners, attachments, subscriptions, culprits, this::session);
        this.history = new AttemptHistory(settings);
    }

    // --- what the connection asks ---

    ConnectionState state() {
        return state;
    }

    boolean isClosing() {
        return state == ConnectionState.CLOSING || state == ConnectionState.CLOSED;
    }

    /** Returns the session that the broker has accepted, or null. */
    @Nullable
    OpenSession open() {
        return open;
    }

    @Nullable
    BrokerSession session() {
        OpenSession now = open;
        return now == null ? null : now.session();
    }

    CertificateExpiryWatch certificates() {
        return expiry;
    }

    CulpritSearch culprits() {
        return culprits;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    <P extends SessionListener & Attachment> void attachPublisher(P publisher) {
        synchronized (lock) {
            if (isClosing()) {
                throw new IllegalStateException(settings + " is closed");
            }
            attachments.addPublisher(publisher, session());
        }
    }

    <P extends SessionListener & Attachment> void detachPublisher(P publisher) {
        synchronized (lock) {
            attachments.removePublisher(publisher);
        }
    }

    /** Completes with the first session; exceptionally if a person has to fix something first. */
    CompletableFuture<Void> firstSession() {
        return firstSession;
    }

    /** Returns what {@code connect()} throws when its time is over. */
    ConnectionFailedException unreachable() {
        synchronized (lock) {
            return history.unreachable();
        }
    }

    // --- attempts ---

    /** Begins an attempt with the broker whose turn it is. */
    void attempt() {
        BrokerAddress broker;
        ConnectionSettings next;
        synchronized (lock) {
            nextAttempt = null;
            if (isClosing()) {
                return;
            }
            broker = history.nextBroker();
            next = history.nextSettings();
        }
        preparation.prepare(broker).whenComplete((security, failure) -> {
            if (security != null) {
                attemptWith(broker, security, next);
            } else {
                notBegun(broker, failure);
            }
        });
    }

    private void attemptWith(BrokerAddress broker, AttemptSecurity security, ConnectionSettings next) {
        BrokerSession session;
        try {
            session = new BrokerSession(next, broker, security, this, SdkThreads.callbacks());
        } catch (RuntimeException e) {
            security.wipe();
            notBegun(broker, e);
            return;
        }
        synchronized (lock) {
            if (isClosing()) {
                security.wipe();
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

    private void notBegun(BrokerAddress broker, Throwable failure) {
        synchronized (lock) {
            if (!isClosing()) {
                failed(broker, failure, null);
            }
        }
    }

    @Override
    public void opened(BrokerSession session, BrokerGrants granted) {
        synchronized (lock) {
            if (!session.equals(current) || isClosing()) {
                session.disconnect().exceptionally(alreadyGone -> null);
                return;
            }
            WillTrials.Step step = history.will().opened();
            if (step == WillTrials.Step.COMPARE) {
                current = null;
                session.disconnect().exceptionally(alreadyGone -> null);
                nextAttempt = scheduler.schedule(this::attempt, 0, TimeUnit.NANOSECONDS);
                return;
            }
            tryWillLater(session, step);
            session.qos2Guard().follows(qos2Guard, granted.sessionPresent());
            qos2Guard = session.qos2Guard();
            open = OpenSession.now(session, granted);
            TlsMaterial tls = session.tls();
            if (tls != null) {
                expiry.inUse(tls.ownChain(), tls.brokerChain());
            }
            if (history.opened(session, granted)) {
                listeners.sessionLost();
            }
            culprits.opened();
            subscriptions.sessionOpened(session);
            requests.announce(session);
            attachments.sessionOpened(session);
            move(ConnectionState.CONNECTED, null, null);
        }
        firstSession.complete(null);
    }

    @GuardedBy("lock")
    private void tryWillLater(BrokerSession session, WillTrials.Step step) {
        WillTrials will = history.will();
        if (!will.isWithheld()) {
            return;
        }
        Duration pause = will.nextPause();
        if (step == WillTrials.Step.REPORT) {
            requests.willRefused(will.lastFailure(), pause);
        }
        scheduler.schedule(() -> tryWill(session), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tryWill(BrokerSession session) {
        synchronized (lock) {
            if (!session.equals(session()) || isClosing()) {
                return;
            }
            history.will().again();
        }
        session.disconnect().exceptionally(alreadyGone -> null);
    }

    private int requestsUnderWay() {
        return requests.count();
    }

    @Override
    public void arrived(BrokerSession session, IncomingPublish message) {
        try {
            subscriptions.arrived(session, message);
        } catch (RuntimeException e) {
            log.error("{}: a message on {} was not delivered to its consumers", settings, message.topic(), e);
        }
    }

    @Override
    public void ended(BrokerSession session, Throwable cause) {
        synchronized (lock) {
            if (!session.equals(current)) {
                return;
            }
            boolean wasOpen = session.equals(session());
            current = null;
            open = null;
            subscriptions.sessionEnded(session);
            Suspect.End end = wasOpen ? culprits.ended(requests.underWay(session), cause) : null;
            if (wasOpen) {
                attachments.sessionEnded(session);
            }
            if (!isClosing()) {
                failed(session.broker(), cause, end);
            }
        }
    }

    /** Plans the next attempt. */
    @GuardedBy("lock")
    private void failed(BrokerAddress broker, Throwable cause, Suspect.@Nullable End end) {
        AttemptHistory.Verdict verdict = history.failed(broker, cause, end);
        nextAttempt = scheduler.schedule(this::attempt, verdict.delay().toNanos(), TimeUnit.NANOSECONDS);
        move(verdict.state(), verdict.cause(), verdict.delay());
        if (verdict.fatal() != null) {
            firstSession.completeExceptionally(verdict.fatal());
        }
    }

    @GuardedBy("lock")
    private void move(ConnectionState to, @Nullable Throwable failure, @Nullable Duration delay) {
        Integer code = failure == null ? null : ReasonCodes.of(failure);
        int attempt = to == ConnectionState.CONNECTED ? 0 : history.failures();
        StateChange change = new StateChange(state, to, failure, code, attempt, delay);
        state = to;
        listeners.stateChanged(change);
    }

    // --- the end ---

    /** Ends all attempts and has publishers reject new messages; returns false if that has happened before. */
    boolean beginClosing() {
        synchronized (lock) {
            if (isClosing()) {
                return false;
            }
            move(ConnectionState.CLOSING, null, null);
            if (nextAttempt != null) {
                nextAttempt.cancel(false);
            }
            if (current != null && !current.equals(session())) {
                current.abort();
            }
            attachments.stopTaking();
            return true;
        }
    }

    /** Forgets the session; events of it that still come have no effect. */
    void finishClosing() {
        synchronized (lock) {
            current = null;
            open = null;
            move(ConnectionState.CLOSED, null, null);
        }
        expiry.close();
    }
}
