package dev.latido.core.internal.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.StateChange;
import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.culprit.WillTrials;
import dev.latido.core.internal.link.ConnectionLink.Attachment;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.tls.CertificateExpiryWatch;
import dev.latido.core.internal.tls.TlsMaterial;
import java.time.Clock;
import java.time.Duration;
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
    private final ConnectionRequests requests;
    private final SessionAttempts attempts;
    private final SessionRenewal renewal;
    private final CompletableFuture<Void> firstSession = new CompletableFuture<>();
    private final GrantWarnings warnings;
    private final Object lock = new Object();

    /** Written with the lock held, read without. */
    private volatile ConnectionState state = ConnectionState.CONNECTING;

    /** Guarded by the lock, apart from the open session. */
    private final Sessions sessions = new Sessions();

    @GuardedBy("lock")
    private @Nullable Future<?> nextAttempt;

    @GuardedBy("lock")
    private final AttemptHistory history;

    /** Creates a keeper; {@code awaited} if a caller waits, until a session or until a person has to fix something. */
    SessionKeeper(ConnectionSettings settings, boolean awaited, Attachments attachments) {
        this.settings = settings;
        this.attachments = attachments;
        this.listeners = new ConnectionListeners(settings.toString(), settings.listeners(), scheduler);
        this.preparation = new AttemptPreparation(settings, Clock.systemUTC(), scheduler);
        this.expiry = new CertificateExpiryWatch(settings, settings.tls(), Clock.systemUTC(), scheduler);
        this.requests =
                new ConnectionRequests(settings, listeners, attachments, scheduler, this::session, this::tryWill);
        this.warnings = new GrantWarnings(settings);
        this.history = new AttemptHistory(settings, awaited);
        this.attempts = new SessionAttempts(this, preparation);
        this.renewal = new SessionRenewal(settings, this, preparation, scheduler);
    }

    ConnectionState state() {
        return state;
    }

    boolean isClosing() {
        return state == ConnectionState.CLOSING || state == ConnectionState.CLOSED;
    }

    /** Returns the session that the broker has accepted, or null. */
    @Nullable
    OpenSession open() {
        return sessions.open();
    }

    @Nullable
    BrokerSession session() {
        OpenSession now = sessions.open();
        return now == null ? null : now.session();
    }

    SessionRenewal renewal() {
        return renewal;
    }

    CertificateExpiryWatch certificates() {
        return expiry;
    }

    ConnectionRequests requests() {
        return requests;
    }

    <P extends SessionListener & Attachment> void attachPublisher(P publisher) {
        synchronized (lock) {
            checkOpen();
            attachments.addPublisher(publisher, session());
        }
    }

    void attachConsumer(Attachment consumer) {
        synchronized (lock) {
            checkOpen();
            attachments.addConsumer(consumer);
        }
    }

    void checkOpen() {
        if (isClosing()) {
            throw new IllegalStateException(settings + " is closed");
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

    SessionAttempts attempts() {
        return attempts;
    }

    /** Returns the broker whose turn it is, or null if the connection is closing. */
    @Nullable
    BrokerAddress nextBroker() {
        synchronized (lock) {
            nextAttempt = null;
            return isClosing() ? null : history.nextBroker();
        }
    }

    /** Returns the settings for the next attempt. */
    ConnectionSettings nextSettings() {
        synchronized (lock) {
            return history.nextSettings();
        }
    }

    /** Takes a session as the attempt in progress; returns how to open it, or null if the connection is closing. */
    @Nullable
    Runnable begin(BrokerSession session) {
        synchronized (lock) {
            if (isClosing()) {
                return null;
            }
            sessions.begin(session);
            return history.asksVersion(session.broker()) ? session::openAskingVersion : session::open;
        }
    }

    /** Makes the next attempt at once instead of after its pause. */
    void attemptNow() {
        synchronized (lock) {
            if (nextAttempt != null && nextAttempt.cancel(false)) {
                nextAttempt = scheduler.schedule(attempts::begin, 0, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Takes leave of the present session, whose events have no effect any more; returns null if there is none. */
    @Nullable
    BrokerSession takeLeave() {
        synchronized (lock) {
            BrokerSession present = session();
            if (present != null && !isClosing()) {
                requests.sessionLeft();
                forget(present);
                move(ConnectionState.RECONNECTING, null, Duration.ZERO);
                return present;
            }
            return null;
        }
    }

    @GuardedBy("lock")
    private void forget(BrokerSession session) {
        boolean wasOpen = sessions.forget();
        requests.subscriptions().sessionEnded(session);
        if (wasOpen) {
            attachments.sessionEnded(session);
        }
    }

    /** Takes note of an attempt that could not begin. */
    void notBegun(BrokerAddress broker, Throwable failure) {
        synchronized (lock) {
            if (!isClosing()) {
                failed(broker, failure, null);
            }
        }
    }

    @Override
    public void opened(BrokerSession session, BrokerGrants granted) {
        synchronized (lock) {
            if (!sessions.isCurrent(session) || isClosing()) {
                Sessions.turnDown(session);
                return;
            }
            history.granted(granted);
            WillTrials.Step step = history.will().opened();
            if (step == WillTrials.Step.COMPARE) {
                sessions.forget();
                Sessions.turnDown(session);
                nextAttempt = scheduler.schedule(attempts::begin, 0, TimeUnit.NANOSECONDS);
                return;
            }
            if (history.will().isWithheld()) {
                requests.withoutWill(session, history.will(), step == WillTrials.Step.REPORT);
            }
            sessions.opened(session, granted);
            TlsMaterial tls = session.tls();
            if (tls != null) {
                expiry.inUse(tls.ownChain(), tls.brokerChain());
            }
            warnings.opened(granted);
            if (history.opened(session, granted)) {
                listeners.sessionLost();
            }
            requests.sessionOpened(session);
            attachments.sessionOpened(session);
            move(ConnectionState.CONNECTED, null, null);
        }
        firstSession.complete(null);
        renewal.succeeded();
    }

    /** Ends a session without a Last Will, if it still is the present one; the next attempt has the will. */
    private void tryWill(BrokerSession withoutWill) {
        synchronized (lock) {
            if (!withoutWill.equals(session()) || isClosing()) {
                return;
            }
            history.will().again();
            takeLeave();
        }
        withoutWill.disconnect().whenComplete((done, alreadyGone) -> attempts.begin());
    }

    @Override
    public void arrived(BrokerSession session, IncomingPublish message) {
        try {
            requests.subscriptions().arrived(session, message);
        } catch (RuntimeException e) {
            log.error("{}: a message on {} was not delivered to its consumers", settings, message.topic(), e);
        }
    }

    @Override
    public void contradicted(BrokerSession session, IncomingPublish message) {
        warnings.contradicted(message.topic());
    }

    @Override
    public void ended(BrokerSession session, Throwable cause) {
        synchronized (lock) {
            if (!sessions.isCurrent(session)) {
                return;
            }
            boolean wasOpen = session.equals(session());
            Suspect.End end = wasOpen ? requests.sessionEnded(session, cause) : null;
            forget(session);
            if (!isClosing()) {
                failed(session.broker(), cause, end);
            }
        }
    }

    /** Plans the next attempt. */
    @GuardedBy("lock")
    private void failed(BrokerAddress broker, Throwable cause, Suspect.@Nullable End end) {
        AttemptHistory.Verdict verdict = history.failed(broker, cause, end);
        nextAttempt = scheduler.schedule(attempts::begin, verdict.delay().toNanos(), TimeUnit.NANOSECONDS);
        move(verdict.state(), verdict.cause(), verdict.delay());
        renewal.failed(verdict.cause());
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
            sessions.abortAttempt();
            attachments.stopTaking();
            return true;
        }
    }

    /** Forgets the session; events of it that still come have no effect. */
    void finishClosing() {
        synchronized (lock) {
            sessions.close();
            move(ConnectionState.CLOSED, null, null);
        }
        renewal.failed(new IllegalStateException(settings + " is closed"));
        requests.close();
        expiry.close();
    }
}
