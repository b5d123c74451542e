package dev.latido.core.internal.connection;

import dev.latido.core.MqttConnection;
import dev.latido.core.internal.culprit.CulpritFoundException;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.culprit.OwnRequest;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.culprit.WillTrials;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.presence.PresenceAnnouncements;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.session.ConnectionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces presence in every session, reports when the broker does not accept that, and collects the requests of a
 * session that have no answer. Thread-safe.
 */
final class ConnectionRequests {

    private static final Logger log = LoggerFactory.getLogger(MqttConnection.class);

    private final ConnectionSettings settings;
    private final ConnectionListeners listeners;
    private final Attachments attachments;
    private final CulpritSearch culprits;
    private final Subscriptions subscriptions;
    private final ScheduledExecutorService scheduler;
    private final Supplier<@Nullable BrokerSession> openSession;
    private final Consumer<BrokerSession> tryWill;
    private final @Nullable OwnRequest online;
    private final AtomicBoolean reported = new AtomicBoolean();
    private volatile @Nullable Future<?> nextWill;

    /**
     * Creates the requests of a connection.
     *
     * @param openSession returns the open session, or null if there is none
     * @param tryWill ends a session without a Last Will, to try one with it
     */
    ConnectionRequests(
            ConnectionSettings settings,
            ConnectionListeners listeners,
            Attachments attachments,
            ScheduledExecutorService scheduler,
            Supplier<@Nullable BrokerSession> openSession,
            Consumer<BrokerSession> tryWill) {
        this.settings = settings;
        this.listeners = listeners;
        this.attachments = attachments;
        this.scheduler = scheduler;
        this.openSession = openSession;
        this.tryWill = tryWill;
        Duration cap = settings.backoff().cap();
        this.culprits =
                new CulpritSearch(settings.toString(), cap, scheduler, () -> count(), System::nanoTime, new Random());
        this.subscriptions = new Subscriptions(
                settings.clientId(), scheduler, openSession, listeners::subscriptionRefused, culprits, cap);
        PresenceAnnouncements presence = settings.presence();
        this.online = presence == null ? null : online(presence);
    }

    private OwnRequest online(PresenceAnnouncements presence) {
        return new OwnRequest(
                culprits,
                "'online' on " + presence.topic(),
                true,
                openSession,
                session -> session.publish(presence.online(Instant.now())),
                (session, failure) -> {
                    if (failure instanceof NotGrantedException) {
                        notGranted(presence, failure);
                    } else if (failure != null) {
                        log.warn("{}: the broker did not accept 'online' on {}", settings, presence.topic(), failure);
                        listeners.presenceRefused(presence.topic(), failure);
                    }
                },
                findings -> {
                    log.warn(
                            "{}: 'online' on {} is left out: {}. Trying it again every {} s; check what the broker"
                                    + " allows the client to publish",
                            settings,
                            presence.topic(),
                            findings.getMessage(),
                            settings.backoff().cap().toSeconds());
                    listeners.presenceRefused(presence.topic(), findings);
                });
    }

    /** The limits of the broker are the same in every session, so they are reported once. */
    private void notGranted(PresenceAnnouncements presence, Throwable reason) {
        if (reported.compareAndSet(false, true)) {
            log.warn(
                    "{}: cannot announce presence on {}: {}. Presence needs retained messages and QoS 1; use a broker that"
                            + " supports both, or withoutPresence(\"reason\")",
                    settings,
                    presence.topic(),
                    reason.getMessage());
            listeners.presenceRefused(presence.topic(), reason);
        }
    }

    CulpritSearch culprits() {
        return culprits;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** Sends the requests of the connection in a session. */
    void sessionOpened(BrokerSession session) {
        culprits.opened();
        subscriptions.sessionOpened(session);
        if (online != null) {
            online.send(session);
        }
    }

    /** Called with a session that has no Last Will, because the broker ends the connection at it. */
    void withoutWill(BrokerSession session, WillTrials will, boolean isNews) {
        cancelWill();
        Duration pause = will.pause();
        if (isNews) {
            willRefused(will.lastFailure(), pause);
        }
        nextWill = scheduler.schedule(() -> tryWill.accept(session), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelWill() {
        Future<?> timer = nextWill;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Ends the timers, which would otherwise keep the connection in memory. */
    void close() {
        cancelWill();
        subscriptions.close();
    }

    private void willRefused(@Nullable Throwable end, Duration pause) {
        PresenceAnnouncements presence = settings.presence();
        if (presence != null) {
            CulpritFoundException findings = new CulpritFoundException(end);
            log.warn(
                    "{}: the connection has no Last Will: {}. Trying it again in {} s; {}",
                    settings,
                    findings.getMessage(),
                    pause.toSeconds(),
                    RefusalAdvice.ofTheWill(presence.topic(), end));
            listeners.presenceRefused(presence.topic(), findings);
        }
    }

    /** Takes note that the connection itself leaves a session: that says nothing about requests. */
    void sessionLeft() {
        cancelWill();
        culprits.left();
    }

    /** Takes note of the end of a session. */
    Suspect.End sessionEnded(BrokerSession session, Throwable cause) {
        cancelWill();
        return culprits.ended(underWay(session), cause);
    }

    /** Returns the first request of each sender that a session has not answered. */
    private List<Suspect.UnderWay> underWay(BrokerSession session) {
        List<Suspect.UnderWay> all = new ArrayList<>(attachments.underWay(session));
        all.addAll(subscriptions.underWay(session));
        Suspect.UnderWay announced = online == null ? null : online.underWay(session);
        if (announced != null) {
            all.add(announced);
        }
        return all;
    }

    /** Returns the number of requests that the open session has not answered. */
    private int count() {
        BrokerSession session = openSession.get();
        return session == null
                ? 0
                : underWay(session).stream()
                        .mapToInt(Suspect.UnderWay::requests)
                        .sum();
    }
}
