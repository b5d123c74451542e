package dev.latido.core.internal.presence;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.Presence;
import dev.latido.core.PresenceListener;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.ConnectionLink.Standing;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.threads.SerialExecutor;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

/**
 * Keeps the last presence of each device, and finds devices that are online but silent. Thread-safe.
 *
 * <p>Messages come one at a time from the connection. One lock guards the board; the clock and the session are asked
 * without it, and listeners are notified without it, one at a time on the shared scheduler.
 */
final class PresenceBoard implements PresenceMonitor, InboundConsumer, ConnectionLink.Attachment {

    private static final Logger log = LoggerFactory.getLogger(PresenceMonitor.class);

    private static final long CHECK_SECONDS = 1;

    private final List<TopicFilter> filters;
    private final List<PresenceListener> listeners;
    private final SilenceDetector silences;
    private final Supplier<@Nullable Standing> session;
    private final Clock clock;

    /** Measures silences. */
    private final InstantSource steady;

    private final ScheduledExecutorService scheduler;
    private final SerialExecutor notifications;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<Topic, Presence> board = new TreeMap<>();

    private volatile @Nullable Future<?> checks;
    private volatile boolean closed;

    PresenceBoard(
            TopicFilter presences,
            List<PresenceListener> listeners,
            SilenceDetector silences,
            Supplier<@Nullable Standing> session,
            Clock clock,
            InstantSource steady,
            ScheduledExecutorService scheduler) {
        this.filters = List.of(presences);
        this.listeners = listeners;
        this.silences = silences;
        this.session = session;
        this.clock = clock;
        this.steady = steady;
        this.scheduler = scheduler;
        this.notifications = new SerialExecutor(scheduler);
    }

    /** Starts to look for silent devices. */
    void checkSilences() {
        checks = scheduler.scheduleWithFixedDelay(this::findSilent, CHECK_SECONDS, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<TopicFilter> filters() {
        return filters;
    }

    /**
     * Returns true: a monitor that starts again needs the current state, even if its session has received it before.
     */
    @Override
    public boolean wantsRetainedAgain() {
        return true;
    }

    @Override
    public void delivered(InboundMessage message) {
        message.acknowledge();
        heardOf(message.topic(), PresencePayload.of(message.payload(), message.userProperties()));
    }

    /** Called with the presence that a device, or the broker in its name, has published. */
    void heardOf(Topic device, PresencePayload payload) {
        Instant now = clock.instant();
        Instant since = payload.since() == null ? now : payload.since();
        Instant heard = steady.instant();
        Optional<String> bootId = Optional.ofNullable(payload.boot());
        synchronized (lock) {
            Presence before = board.get(device);
            boolean sameOnline = before != null
                    && before.status() == Presence.Status.SILENT
                    && payload.status() == Presence.Status.ONLINE
                    && before.bootId().equals(bootId);
            boolean isBack = payload.status() == Presence.Status.ONLINE
                    && before != null
                    && !(before.status().isOnline() && before.bootId().equals(bootId));
            if (isBack) {
                silences.returned(device, heard);
            }
            if (!sameOnline) {
                put(new Presence(device, payload.status(), since, payload.boot()));
            }
        }
    }

    /** Called when a device has sent data: a silent device is online again. */
    void heardDataOf(Topic device) {
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        Standing standing = session.get();
        if (standing != null) {
            silences.heard(device, steady.instant(), standing);
        }
        synchronized (lock) {
            Presence presence = board.get(device);
            if (presence != null && presence.status() == Presence.Status.SILENT) {
                put(new Presence(
                        device, Presence.Status.ONLINE, now, presence.bootId().orElse(null)));
            }
        }
    }

    /**
     * Looks once at all devices that are online. Does nothing without a session: then no device can be heard, and none
     * is silent.
     */
    void findSilent() {
        Standing standing = session.get();
        if (standing == null) {
            return;
        }
        Instant now = clock.instant();
        Instant steadyNow = steady.instant();
        synchronized (lock) {
            for (Presence presence : List.copyOf(board.values())) {
                Instant since = silences.silentSince(presence.topic(), steadyNow, standing);
                if (presence.status() == Presence.Status.ONLINE && since != null) {
                    put(new Presence(
                            presence.topic(),
                            Presence.Status.SILENT,
                            now.minus(Duration.between(since, steadyNow)),
                            presence.bootId().orElse(null)));
                }
            }
        }
    }

    /**
     * Puts a presence on the board and notifies the listeners. A repetition, as after each CONNACK, is not a change.
     */
    @GuardedBy("lock")
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
            log.warn("A presence listener failed; the other listeners are notified", e);
        }
    }

    @Override
    public void subscriptionRefused(Throwable cause) {
        log.warn("cannot monitor presence: the broker refused the subscription to {}", filters, cause);
    }

    @Override
    public List<Presence> board() {
        synchronized (lock) {
            return List.copyOf(board.values());
        }
    }

    @Override
    public void closeWithin(Duration time) {
        close();
    }

    /** Closes the monitor. Later messages are acknowledged unread; otherwise they would hold back other subscribers. */
    @Override
    public void close() {
        closed = true;
        Future<?> running = checks;
        if (running != null) {
            running.cancel(false);
        }
    }
}
