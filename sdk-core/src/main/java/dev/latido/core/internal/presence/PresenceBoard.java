package dev.latido.core.internal.presence;

import dev.latido.core.Presence;
import dev.latido.core.PresenceListener;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.internal.link.ConnectionLink.Standing;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.threads.SerialExecutor;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the last word of each presence topic, and who is online but quiet. */
final class PresenceBoard implements PresenceMonitor, InboundConsumer {

    private static final Logger log = LoggerFactory.getLogger(PresenceMonitor.class);

    private static final long CHECK_SECONDS = 1;

    private final List<TopicFilter> filters;
    private final List<PresenceListener> listeners;
    private final SilenceDetector silences;
    private final Supplier<@Nullable Standing> session;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final SerialExecutor notifications;

    /** Guarded by itself. */
    private final Map<Topic, Presence> board = new TreeMap<>();

    private volatile @Nullable Future<?> checks;
    private volatile boolean closed;

    PresenceBoard(
            TopicFilter presences,
            List<PresenceListener> listeners,
            SilenceDetector silences,
            Supplier<@Nullable Standing> session,
            Clock clock,
            ScheduledExecutorService scheduler) {
        this.filters = List.of(presences);
        this.listeners = listeners;
        this.silences = silences;
        this.session = session;
        this.clock = clock;
        this.scheduler = scheduler;
        this.notifications = new SerialExecutor(scheduler);
    }

    /** Looks for silent devices from now on. */
    void checkSilences() {
        checks = scheduler.scheduleWithFixedDelay(this::findSilent, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<TopicFilter> filters() {
        return filters;
    }

    /** A monitor that starts again needs the present state, whatever its session has heard before. */
    @Override
    public boolean wantsRetainedAgain() {
        return true;
    }

    @Override
    public void delivered(InboundMessage message) {
        message.acknowledge();
        heardOf(message.topic(), PresencePayload.of(message.payload(), message.userProperties()));
    }

    /** A device, or the broker for it, says whether it is there. */
    void heardOf(Topic device, PresencePayload word) {
        Instant since = word.since() == null ? clock.instant() : word.since();
        Optional<String> bootId = Optional.ofNullable(word.boot());
        synchronized (board) {
            Presence before = board.get(device);
            boolean sameOnline = before != null
                    && before.status() == Presence.Status.SILENT
                    && word.status() == Presence.Status.ONLINE
                    && before.bootId().equals(bootId);
            boolean isBack = word.status() == Presence.Status.ONLINE
                    && before != null
                    && !(before.status().isOnline() && before.bootId().equals(bootId));
            if (isBack) {
                silences.returned(device, clock.instant());
            }
            if (!sameOnline) {
                put(new Presence(device, word.status(), since, word.boot()));
            }
        }
    }

    /** A device is heard: if it was silent, it is no more. */
    void heardDataOf(Topic device) {
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        Standing standing = session.get();
        if (standing != null) {
            silences.heard(device, now, standing);
        }
        synchronized (board) {
            Presence presence = board.get(device);
            if (presence != null && presence.status() == Presence.Status.SILENT) {
                put(new Presence(
                        device, Presence.Status.ONLINE, now, presence.bootId().orElse(null)));
            }
        }
    }

    /** One look at everybody who is online. Without a session nobody is heard, so that nobody is silent. */
    void findSilent() {
        Standing standing = session.get();
        if (standing == null) {
            return;
        }
        Instant now = clock.instant();
        synchronized (board) {
            for (Presence presence : List.copyOf(board.values())) {
                Instant since = silences.silentSince(presence.topic(), now, standing);
                if (presence.status() == Presence.Status.ONLINE && since != null) {
                    put(new Presence(
                            presence.topic(),
                            Presence.Status.SILENT,
                            since,
                            presence.bootId().orElse(null)));
                }
            }
        }
    }

    /** What comes twice, as after every CONNACK, is no change. */
    private void put(Presence now) {
        Presence before = board.get(now.topic());
        boolean same = before != null
                && before.status() == now.status()
                && before.bootId().equals(now.bootId());
        if (closed || same) {
            return;
        }
        board.put(now.topic(), now);
        listeners.forEach(listener -> notifications.execute(() -> tell(listener, now)));
    }

    private static void tell(PresenceListener listener, Presence presence) {
        try {
            listener.presenceChanged(presence);
        } catch (RuntimeException e) {
            log.warn("a presence listener failed", e);
        }
    }

    @Override
    public void subscriptionRefused(Throwable cause) {
        log.warn("presence cannot be watched: the broker refused {}", filters, cause);
    }

    @Override
    public List<Presence> board() {
        synchronized (board) {
            return List.copyOf(board.values());
        }
    }

    /** What still comes is acknowledged unread: unacknowledged, it would hold back other subscribers. */
    @Override
    public void close() {
        closed = true;
        Future<?> running = checks;
        if (running != null) {
            running.cancel(false);
        }
    }
}
