package dev.latido.core.internal.connection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers incoming messages to the consumers whose filters match, and restores their subscriptions in every session.
 *
 * <p>A persistent session may deliver before the application has subscribed. Such messages are parked unacknowledged
 * (the receive maximum bounds them) and delivered to their consumer when it registers, before any later message. A
 * message that has had no consumer for {@value #PATIENCE_SECONDS} s belongs to a subscription of an earlier version of
 * the application; it is acknowledged with a warning, because MQTT acknowledges in order and the message would block
 * all others.
 *
 * <p>Thread-safe. Consumers are called without the lock: a key function or codec of the user may run there.
 */
final class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private static final int PATIENCE_SECONDS = 60;

    private final String clientId;
    private final ScheduledExecutorService scheduler;
    private final Supplier<@Nullable BrokerSession> openSession;
    private final SubscriptionRequest.Means requests;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();

    /** The filters that have had a consumer: another consumer is expected. */
    private final Set<TopicFilter> wanted = ConcurrentHashMap.newKeySet();

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Parked> parked = new ArrayDeque<>();

    /** Earlier than those that are parked. */
    @GuardedBy("lock")
    private final ReturnedMessages returned = new ReturnedMessages();

    @GuardedBy("lock")
    private boolean warned;

    @GuardedBy("lock")
    private @Nullable Future<?> nextSweep;

    Subscriptions(
            String clientId,
            ScheduledExecutorService scheduler,
            Supplier<@Nullable BrokerSession> openSession,
            BiConsumer<List<TopicFilter>, Throwable> refusals,
            CulpritSearch culprits,
            Duration cap) {
        this.clientId = clientId;
        this.scheduler = scheduler;
        this.openSession = openSession;
        this.requests = new SubscriptionRequest.Means(clientId, scheduler, openSession, refusals, culprits, cap);
    }

    private record Parked(BrokerSession session, Topic topic, IncomingPublish publish, long since) {

        InboundMessage message() {
            return new InboundMessage(topic, publish, session.live(), publish::acknowledge);
        }
    }

    private enum Stage {
        /** Its parked messages are being delivered; later ones queue behind them. */
        CATCHING_UP,
        ACTIVE,
        STOPPED
    }

    private final class Registration implements ConnectionLink.Subscription {

        private final InboundConsumer consumer;
        private final SubscriptionRequest request;

        /** Changed with the lock held, read without. */
        private volatile Stage stage = Stage.CATCHING_UP;

        @GuardedBy("lock")
        private final Deque<InboundMessage> backlog = new ArrayDeque<>();

        Registration(InboundConsumer consumer) {
            this.consumer = consumer;
            this.request = new SubscriptionRequest(consumer, requests);
        }

        boolean takes(Topic topic) {
            return stage != Stage.STOPPED && anyMatches(consumer.filters(), topic);
        }

        void deliver(InboundMessage message) {
            if (stage != Stage.CATCHING_UP || !queued(message)) {
                consumer.delivered(message);
            }
        }

        private boolean queued(InboundMessage message) {
            synchronized (lock) {
                return stage == Stage.CATCHING_UP && backlog.add(message);
            }
        }

        /** Delivers the backlog on the calling thread, and whatever is queued meanwhile. */
        void catchUp() {
            for (InboundMessage next = nextOfBacklog(); next != null; next = nextOfBacklog()) {
                try {
                    consumer.delivered(next);
                } catch (RuntimeException e) {
                    log.error("{}: a message on {} was not delivered to its consumer", clientId, next.topic(), e);
                }
            }
        }

        private @Nullable InboundMessage nextOfBacklog() {
            synchronized (lock) {
                InboundMessage next = backlog.poll();
                if (next == null && stage == Stage.CATCHING_UP) {
                    stage = Stage.ACTIVE;
                }
                return next;
            }
        }

        @Override
        public CompletableFuture<Void> granted() {
            return request.granted();
        }

        @Override
        public void stop() {
            synchronized (lock) {
                stage = Stage.STOPPED;
            }
            registrations.remove(this);
            request.cancel();
        }

        @Override
        public void giveBack(List<InboundMessage> unhandled) {
            synchronized (lock) {
                returned.addAll(unhandled);
            }
        }
    }

    private static boolean anyMatches(Collection<TopicFilter> filters, Topic topic) {
        for (TopicFilter filter : filters) {
            if (filter.matches(topic)) {
                return true;
            }
        }
        return false;
    }

    /** Subscribes a consumer in this session and all later ones, and delivers what is parked for it on this thread. */
    ConnectionLink.Subscription register(InboundConsumer consumer) {
        Registration registration = new Registration(consumer);
        wanted.addAll(consumer.filters());
        synchronized (lock) {
            returned.offer(message -> registration.takes(message.topic()) && registration.queued(message));
            for (Iterator<Parked> all = parked.iterator(); all.hasNext(); ) {
                Parked message = all.next();
                if (registration.takes(message.topic())) {
                    all.remove();
                    registration.queued(message.message());
                }
            }
            registrations.add(registration);
        }
        registration.catchUp();
        BrokerSession session = openSession.get();
        if (session != null) {
            registration.request.send(session);
        }
        return registration;
    }

    void sessionOpened(BrokerSession session) {
        for (Registration registration : registrations) {
            if (registration.stage != Stage.STOPPED) {
                registration.request.send(session);
            }
        }
    }

    /** Ends the timers, which would otherwise keep the connection in memory. */
    void close() {
        registrations.forEach(registration -> registration.request.cancel());
        synchronized (lock) {
            parked.clear();
            if (nextSweep != null) {
                nextSweep.cancel(false);
            }
        }
    }

    /** Returns the subscriptions that a session has not answered. */
    List<Suspect.UnderWay> underWay(BrokerSession session) {
        List<Suspect.UnderWay> underWay = new ArrayList<>();
        for (Registration registration : registrations) {
            Suspect.UnderWay request = registration.request.underWay(session);
            if (request != null) {
                underWay.add(request);
            }
        }
        return underWay;
    }

    void sessionEnded(BrokerSession session) {
        synchronized (lock) {
            parked.removeIf(message -> message.session().equals(session));
            returned.offer(message -> false);
        }
    }

    void arrived(BrokerSession session, IncomingPublish publish) {
        Topic topic = Topic.unchecked(publish.topic());
        while (!deliver(session, publish, topic)) {
            synchronized (lock) {
                // A consumer that registers meanwhile takes what is parked, so that the message must not be parked
                // after it.
                if (registrations.stream().noneMatch(registration -> registration.takes(topic))) {
                    park(new Parked(session, topic, publish, System.nanoTime()));
                    return;
                }
            }
        }
    }

    /** Delivers to every matching consumer; the PUBACK is sent when the last of them has acknowledged. */
    private boolean deliver(BrokerSession session, IncomingPublish publish, Topic topic) {
        Registration only = null;
        List<Registration> takers = List.of();
        for (Registration registration : registrations) {
            if (registration.takes(topic)) {
                if (only == null) {
                    only = registration;
                } else {
                    takers = takers.isEmpty() ? new ArrayList<>(List.of(only)) : takers;
                    takers.add(registration);
                }
            }
        }
        if (only == null) {
            return false;
        }
        if (takers.isEmpty()) {
            only.deliver(new InboundMessage(topic, publish, session.live(), publish::acknowledge));
            return true;
        }
        AtomicInteger working = new AtomicInteger(takers.size());
        for (Registration taker : takers) {
            taker.deliver(new InboundMessage(topic, publish, session.live(), () -> {
                if (working.decrementAndGet() == 0) {
                    publish.acknowledge();
                }
            }));
        }
        return true;
    }

    @GuardedBy("lock")
    private void park(Parked message) {
        if (parked.isEmpty()) {
            nextSweep = scheduler.schedule(this::sweep, PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        parked.add(message);
    }

    private void sweep() {
        long now = System.nanoTime();
        synchronized (lock) {
            for (Iterator<Parked> all = parked.iterator(); all.hasNext(); ) {
                Parked message = all.next();
                if (message.session().isEnded() || isAbandoned(message, now)) {
                    all.remove();
                }
            }
            if (!parked.isEmpty()) {
                nextSweep = scheduler.schedule(this::sweep, PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** MQTT acknowledges in order: there is no way around messages that are not acknowledged. */
    @GuardedBy("lock")
    private void warnOfAClosedConsumer(Topic topic) {
        if (!warned && !registrations.isEmpty()) {
            warned = true;
            log.warn(
                    "{}: messages on {} and perhaps on others wait for a subscriber that is closed, and hold back the"
                            + " acknowledgements of the other subscribers; start it again, or use a connection for each",
                    clientId,
                    topic);
        }
    }

    @GuardedBy("lock")
    private boolean isAbandoned(Parked message, long now) {
        boolean recent = now - message.since() < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        if (recent) {
            return false;
        }
        if (anyMatches(wanted, message.topic())) {
            warnOfAClosedConsumer(message.topic());
            return false;
        }
        log.warn(
                "{}: a message on {} from an old subscription has no consumer and was acknowledged unread; unsubscribe"
                        + " the client from filters that it no longer uses",
                clientId,
                message.topic());
        message.publish().acknowledge();
        return true;
    }
}
