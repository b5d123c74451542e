package dev.latido.core.internal.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.StateChange;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.ConnectionLink.Attachment;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.presence.PresenceAnnouncements;
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
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final SessionRenewal renewal;
    private final CompletableFuture<Void> firstSession = new CompletableFuture<>();

    private final GrantWarnings warnings;
    private final AtomicBoolean presenceReported = new AtomicBoolean();
    private final Object lock = new Object();

    /** Written with the lock held, read without. */
    private volatile ConnectionState state = ConnectionState.CONNECTING;

    /** Written with the lock held, read without. */
    private volatile @Nullable OpenSession open;

    /** The attempt in progress, or the open session. */
    @GuardedBy("lock")
    private @Nullable BrokerSession current;

    /** The last session that has ended. Its messages may still be on their way to the consumers. */
    @GuardedBy("lock")
    private @Nullable BrokerSession previous;

    @GuardedBy("lock")
    private @Nullable Qos2Guard qos2Guard;

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
        this.subscriptions =
                new Subscriptions(settings.clientId(), scheduler, this::session, listeners::subscriptionRefused);
        this.warnings = new GrantWarnings(settings);
        this.history = new AttemptHistory(settings, awaited);
        this.renewal = new SessionRenewal(settings, this, preparation, scheduler);
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

    SessionRenewal renewal() {
        return renewal;
    }

    CertificateExpiryWatch certificates() {
        return expiry;
    }

    Subscriptions subscriptions() {
        return subscriptions;
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

    /** Begins an attempt with the broker whose turn it is. */
    void attempt() {
        BrokerAddress broker;
        synchronized (lock) {
            nextAttempt = null;
            if (isClosing()) {
                return;
            }
            broker = history.nextBroker();
        }
        preparation.prepare(broker).whenComplete((security, failure) -> {
            if (security != null) {
                attemptWith(broker, security);
            } else {
                notBegun(broker, failure);
            }
        });
    }

    /** Begins an attempt with material that has just been read. */
    void attemptWith(BrokerAddress broker, AttemptSecurity security) {
        BrokerSession session;
        try {
            ConnectionSettings next;
            synchronized (lock) {
                next = history.nextSettings();
            }
            session = new BrokerSession(next, broker, security, this, SdkThreads.callbacks());
        } catch (RuntimeException | Error e) {
            security.wipe();
            notBegun(broker, e);
            return;
        }
        boolean asksVersion;
        synchronized (lock) {
            if (isClosing()) {
                security.wipe();
                return;
            }
            current = session;
            asksVersion = history.asksVersion();
        }
        try {
            if (asksVersion) {
                session.openAskingVersion();
            } else {
                session.open();
            }
        } catch (RuntimeException | Error e) {
            session.release();
            ended(session, e);
        }
    }

    /** Makes the next attempt at once instead of after its pause. */
    void attemptNow() {
        synchronized (lock) {
            if (nextAttempt != null && nextAttempt.cancel(false)) {
                nextAttempt = scheduler.schedule(this::attempt, 0, TimeUnit.NANOSECONDS);
            }
        }
    }

    /** Takes leave of the present session, whose events have no effect any more; returns null if there is none. */
    @Nullable
    BrokerSession takeLeave() {
        synchronized (lock) {
            BrokerSession present = session();
            if (present != null && !isClosing()) {
                forget(present);
                move(ConnectionState.RECONNECTING, null, Duration.ZERO);
                return present;
            }
            return null;
        }
    }

    @GuardedBy("lock")
    private void forget(BrokerSession session) {
        boolean wasOpen = session.equals(session());
        current = null;
        open = null;
        subscriptions.sessionEnded(session);
        if (wasOpen) {
            releasePrevious();
            previous = session;
            attachments.sessionEnded(session);
        }
    }

    private void notBegun(BrokerAddress broker, Throwable failure) {
        synchronized (lock) {
            if (!isClosing()) {
                failed(broker, failure, false);
            }
        }
    }

    @Override
    public void opened(BrokerSession session, BrokerGrants granted) {
        synchronized (lock) {
            if (!session.equals(current) || isClosing()) {
                session.disconnect().exceptionally(alreadyGone -> null);
                session.release();
                return;
            }
            releasePrevious();
            session.qos2Guard().follows(qos2Guard, granted.sessionPresent());
            qos2Guard = session.qos2Guard();
            open = OpenSession.now(session, granted);
            TlsMaterial tls = session.tls();
            if (tls != null) {
                expiry.inUse(tls.ownChain(), tls.brokerChain());
            }
            warnings.opened(granted);
            if (history.opened(session, granted)) {
                listeners.sessionLost();
            }
            subscriptions.sessionOpened(session);
            announce(session);
            attachments.sessionOpened(session);
            move(ConnectionState.CONNECTED, null, null);
        }
        firstSession.complete(null);
        renewal.succeeded();
    }

    private void announce(BrokerSession session) {
        PresenceAnnouncements presence = settings.presence();
        if (presence != null) {
            session.publish(presence.online(Instant.now())).whenComplete((done, failure) -> {
                if (failure instanceof NotGrantedException) {
                    notAnnounced(presence, failure);
                } else if (failure != null && !session.isEnded()) {
                    log.warn("{}: the broker did not accept 'online' on {}", settings, presence.topic(), failure);
                }
            });
        }
    }

    private void notAnnounced(PresenceAnnouncements presence, Throwable reason) {
        if (presenceReported.compareAndSet(false, true)) {
            log.warn(
                    "{}: cannot announce presence on {}: {}. Presence needs retained messages and QoS 1; use a broker that"
                            + " supports both, or withoutPresence(\"reason\")",
                    settings,
                    presence.topic(),
                    reason.getMessage());
        }
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
    public void contradicted(BrokerSession session, IncomingPublish message) {
        warnings.contradicted(message.topic());
    }

    @Override
    public void ended(BrokerSession session, Throwable cause) {
        synchronized (lock) {
            if (!session.equals(current)) {
                return;
            }
            boolean wasOpen = session.equals(session());
            forget(session);
            if (!isClosing()) {
                failed(session.broker(), cause, wasOpen);
            }
        }
    }

    @GuardedBy("lock")
    private void releasePrevious() {
        if (previous != null) {
            previous.release();
            previous = null;
        }
    }

    /** Plans the next attempt. */
    @GuardedBy("lock")
    private void failed(BrokerAddress broker, Throwable cause, boolean wasOpen) {
        AttemptHistory.Verdict verdict = history.failed(broker, cause, wasOpen);
        nextAttempt = scheduler.schedule(this::attempt, verdict.delay().toNanos(), TimeUnit.NANOSECONDS);
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
            releasePrevious();
            if (current != null) {
                current.release();
            }
            current = null;
            open = null;
            move(ConnectionState.CLOSED, null, null);
        }
        renewal.failed(new IllegalStateException(settings + " is closed"));
        subscriptions.close();
        expiry.close();
    }
}
