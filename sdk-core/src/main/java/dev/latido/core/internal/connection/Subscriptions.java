package dev.latido.core.internal.connection;

import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
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
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands arriving messages to the consumers whose filters match, and keeps their subscriptions alive.
 *
 * <p>A persistent session may deliver before the application has subscribed. Such messages are parked unacknowledged
 * (the receive maximum bounds them) and handed on when their consumer comes, before anything that arrives from then on.
 * One that nobody has claimed for {@value #PATIENCE_SECONDS} s belongs to a subscription of an earlier version of the
 * application; it is acknowledged with a warning, because MQTT's in-order acknowledgement would let it block all others.
 */
final class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private static final int PATIENCE_SECONDS = 60;

    /** A refused subscription is asked for again after this time. */
    private static final int REFUSED_PAUSE_SECONDS = 30;

    private final String clientId;
    private final ScheduledExecutorService scheduler;
    private final Supplier<@Nullable BrokerSession> openSession;
    private final BiConsumer<List<TopicFilter>, Throwable> refusals;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    /** What has had a consumer, now or before: the next one is expected. */
    private final Set<TopicFilter> wanted = ConcurrentHashMap.newKeySet();

    private final Deque<Parked> parked = new ArrayDeque<>();

    Subscriptions(
            String clientId,
            ScheduledExecutorService scheduler,
            Supplier<@Nullable BrokerSession> openSession,
            BiConsumer<List<TopicFilter>, Throwable> refusals) {
        this.clientId = clientId;
        this.scheduler = scheduler;
        this.openSession = openSession;
        this.refusals = refusals;
    }

    private record Parked(BrokerSession session, Topic topic, IncomingPublish publish, long since) {}

    private final class Registration implements ConnectionLink.Subscription {

        final InboundConsumer consumer;
        final CompletableFuture<Void> granted = new CompletableFuture<>();
        volatile boolean active = true;

        Registration(InboundConsumer consumer) {
            this.consumer = consumer;
        }

        boolean matches(Topic topic) {
            return anyMatches(consumer.filters(), topic);
        }

        /** Takes a message that nobody else takes. */
        void take(BrokerSession session, IncomingPublish publish, Topic topic) {
            consumer.delivered(new InboundMessage(topic, publish, session, publish::acknowledge));
        }

        void subscribe(BrokerSession session) {
            session.subscribe(consumer.filters(), consumer.wantsRetainedAgain()).whenComplete((subAck, failure) -> {
                if (failure == null) {
                    granted.complete(null);
                } else if (!session.isEnded()) {
                    refused(session, failure);
                }
            });
        }

        private void refused(BrokerSession session, Throwable failure) {
            log.error("{}: the broker refused to subscribe {}", clientId, consumer.filters(), failure);
            granted.completeExceptionally(failure);
            consumer.subscriptionRefused(failure);
            refusals.accept(consumer.filters(), failure);
            scheduler.schedule(() -> subscribeAgain(session), REFUSED_PAUSE_SECONDS, TimeUnit.SECONDS);
        }

        private void subscribeAgain(BrokerSession session) {
            if (active && !session.isEnded()) {
                subscribe(session);
            }
        }

        @Override
        public CompletableFuture<Void> granted() {
            return granted.copy();
        }

        @Override
        public void stop() {
            active = false;
            registrations.remove(this);
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

    ConnectionLink.Subscription register(InboundConsumer consumer) {
        Registration registration = new Registration(consumer);
        wanted.addAll(consumer.filters());
        synchronized (parked) {
            for (Iterator<Parked> all = parked.iterator(); all.hasNext(); ) {
                Parked message = all.next();
                if (registration.matches(message.topic())) {
                    all.remove();
                    registration.take(message.session(), message.publish(), message.topic());
                }
            }
            // Only now, so that nothing that arrives meanwhile overtakes what was parked.
            registrations.add(registration);
        }
        BrokerSession session = openSession.get();
        if (session != null) {
            registration.subscribe(session);
        }
        return registration;
    }

    void sessionOpened(BrokerSession session) {
        for (Registration registration : registrations) {
            if (registration.active) {
                registration.subscribe(session);
            }
        }
    }

    void sessionEnded(BrokerSession session) {
        synchronized (parked) {
            parked.removeIf(message -> message.session().equals(session));
        }
    }

    void arrived(BrokerSession session, IncomingPublish publish) {
        Topic topic = Topic.unchecked(publish.topic());
        if (deliver(session, publish, topic)) {
            return;
        }
        synchronized (parked) {
            if (!deliver(session, publish, topic)) {
                park(new Parked(session, topic, publish, System.nanoTime()));
            }
        }
    }

    /** Hands the message to every matching consumer; the broker gets its PUBACK when the last of them is done. */
    private boolean deliver(BrokerSession session, IncomingPublish publish, Topic topic) {
        Registration only = null;
        List<Registration> takers = List.of();
        for (Registration registration : registrations) {
            if (registration.active && registration.matches(topic)) {
                if (only == null) {
                    only = registration;
                } else {
                    takers = takers.isEmpty() ? new ArrayList<>(List.of(only)) : takers;
                    takers.add(registration);
                }
            }
        }
        if (only != null && takers.isEmpty()) {
            only.take(session, publish, topic);
            return true;
        }
        AtomicInteger working = new AtomicInteger(takers.size());
        for (Registration taker : takers) {
            InboundMessage message = new InboundMessage(topic, publish, session, () -> {
                if (working.decrementAndGet() == 0) {
                    publish.acknowledge();
                }
            });
            taker.consumer.delivered(message);
        }
        return !takers.isEmpty();
    }

    private void park(Parked message) {
        if (parked.isEmpty()) {
            scheduler.schedule(this::sweep, PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        parked.add(message);
    }

    private void sweep() {
        long now = System.nanoTime();
        synchronized (parked) {
            parked.removeIf(message -> {
                boolean expected = anyMatches(wanted, message.topic());
                boolean recent = now - message.since() < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
                if (expected || recent || message.session().isEnded()) {
                    return message.session().isEnded();
                }
                log.warn(
                        "{}: no subscriber for a message on {} from an old subscription; acknowledged unread."
                                + " Unsubscribe the client from what it no longer handles",
                        clientId,
                        message.topic());
                message.publish().acknowledge();
                return true;
            });
            if (!parked.isEmpty()) {
                scheduler.schedule(this::sweep, PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }
}
