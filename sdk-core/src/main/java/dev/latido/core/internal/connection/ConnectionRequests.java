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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Subscriptions subscriptions;
    private final ScheduledExecutorService scheduler;
    private final Supplier<@Nullable BrokerSession> openSession;
    private final @Nullable OwnRequest online;
    private final AtomicBoolean reported = new AtomicBoolean();

    /**
     * Creates the requests of a connection.
     *
     * @param openSession returns the open session, or null if there is none or the connection is closing
     */
    ConnectionRequests(
            ConnectionSettings settings,
            ConnectionListeners listeners,
            Attachments attachments,
            Subscriptions subscriptions,
            CulpritSearch culprits,
            ScheduledExecutorService scheduler,
            Supplier<@Nullable BrokerSession> openSession) {
        this.settings = settings;
        this.listeners = listeners;
        this.attachments = attachments;
        this.subscriptions = subscriptions;
        this.scheduler = scheduler;
        this.openSession = openSession;
        PresenceAnnouncements presence = settings.presence();
        this.online = presence == null ? null : online(presence, culprits);
    }

    private OwnRequest online(PresenceAnnouncements presence, CulpritSearch culprits) {
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

    /** Announces the device in a session. */
    void announce(BrokerSession session) {
        if (online != null) {
            online.send(session);
        }
    }

    /** Called with a session that has no Last Will, because the broker ends the connection at it. */
    void withoutWill(BrokerSession session, WillTrials will, boolean isNews) {
        Duration pause = will.nextPause();
        if (isNews) {
            willRefused(will.lastFailure(), pause);
        }
        scheduler.schedule(() -> tryWill(session, will), pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tryWill(BrokerSession session, WillTrials will) {
        if (session.equals(openSession.get())) {
            will.again();
            session.disconnect().exceptionally(alreadyGone -> null);
        }
    }

    private void willRefused(@Nullable Throwable end, Duration pause) {
        PresenceAnnouncements presence = settings.presence();
        if (presence != null) {
            CulpritFoundException findings = new CulpritFoundException(end);
            log.warn(
                    "{}: the connection has no Last Will: {}. Trying it again in {} s; check what the broker allows the"
                            + " client to publish on {}",
                    settings,
                    findings.getMessage(),
                    pause.toSeconds(),
                    presence.topic());
            listeners.presenceRefused(presence.topic(), findings);
        }
    }

    /** Returns the first request of each sender that a session has not answered. */
    List<Suspect.UnderWay> underWay(BrokerSession session) {
        List<Suspect.UnderWay> all = new ArrayList<>(attachments.underWay(session));
        all.addAll(subscriptions.underWay(session));
        Suspect.UnderWay announced = online == null ? null : online.underWay(session);
        if (announced != null) {
            all.add(announced);
        }
        return all;
    }

    /** Returns the number of requests that the open session has not answered. */
    int count() {
        BrokerSession session = openSession.get();
        return session == null
                ? 0
                : underWay(session).stream()
                        .mapToInt(Suspect.UnderWay::requests)
                        .sum();
    }
}
