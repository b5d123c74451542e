package dev.latido.core.internal.connection;

import dev.latido.core.Qos;
import dev.latido.core.internal.culprit.CulpritFoundException;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.culprit.OwnRequest;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscription of one consumer: requested in every session, requested again while the broker refuses it, and
 * reported. Thread-safe.
 */
final class SubscriptionRequest {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    /** The time after which a refused subscription is requested again. */
    private static final int REFUSED_PAUSE_SECONDS = 30;

    /**
     * What the requests of a connection share.
     *
     * @param refusals notified of filters that the broker refuses
     * @param cap the time after which a subscription is tried again at which the broker ends the connection
     */
    record Means(
            String clientId,
            ScheduledExecutorService scheduler,
            Supplier<@Nullable BrokerSession> openSession,
            BiConsumer<List<TopicFilter>, Throwable> refusals,
            CulpritSearch culprits,
            Duration cap) {}

    private final InboundConsumer consumer;
    private final Means means;
    private final OwnRequest request;
    private final CompletableFuture<Void> granted = new CompletableFuture<>();
    /** What the broker's limits forbade when it was last reported. */
    private volatile @Nullable String reported;

    private volatile boolean downgraded;
    private volatile @Nullable Future<?> nextRequest;

    SubscriptionRequest(InboundConsumer consumer, Means means) {
        this.consumer = consumer;
        this.means = means;
        this.request = new OwnRequest(
                means.culprits(),
                "the subscription to " + consumer.filters(),
                false,
                means.openSession(),
                session -> session.subscribe(consumer.filters(), consumer.wantsRetainedAgain())
                        .thenAccept(this::compare),
                this::answered,
                this::convicted);
    }

    /** Returns a future that completes with the first grant, exceptionally with the first refusal. */
    CompletableFuture<Void> granted() {
        return granted.copy();
    }

    /** Subscribes in a session, now or when it is the turn of this request. */
    void send(BrokerSession session) {
        request.send(session);
    }

    /** Returns this request if it had no answer in the session, or null. */
    Suspect.@Nullable UnderWay underWay(BrokerSession session) {
        return request.underWay(session);
    }

    /** Requests the subscription no more. */
    void cancel() {
        request.cancel();
        Future<?> timer = nextRequest;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Without QoS 1 the broker neither queues messages nor delivers them again. */
    private void compare(Qos qos) {
        if (qos == Qos.AT_MOST_ONCE && !downgraded) {
            downgraded = true;
            log.warn(
                    "{}: the broker grants {} with QoS 0 only: messages are lost while {} is offline, and those that"
                            + " were not handled are not delivered again. Raise the broker's maximum QoS to 1",
                    means.clientId(),
                    consumer.filters(),
                    means.clientId());
        }
    }

    private void answered(BrokerSession session, @Nullable Throwable failure) {
        if (failure == null) {
            granted.complete(null);
        } else if (failure instanceof NotGrantedException reason) {
            // It is known at once, while the connection takes note of the session with its lock held.
            means.scheduler().execute(() -> notGranted(reason));
        } else {
            refused(session, failure);
        }
    }

    private void refused(BrokerSession session, Throwable failure) {
        log.error(
                "{}: the broker refused the subscription to {}; retrying every {} s. Grant the client read permission",
                means.clientId(),
                consumer.filters(),
                REFUSED_PAUSE_SECONDS,
                failure);
        failed(failure);
        nextRequest = means.scheduler().schedule(() -> request.send(session), REFUSED_PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    /** The broker cannot grant the filters in this session. Each session has its own limits. */
    private void notGranted(NotGrantedException reason) {
        granted.completeExceptionally(reason);
        String words = String.valueOf(reason.getMessage());
        if (words.equals(reported)) {
            log.debug("{}: cannot subscribe to {}: {}", means.clientId(), consumer.filters(), words);
            return;
        }
        reported = words;
        log.error(
                "{}: cannot subscribe to {}: {}; use a broker that supports it, or other filters",
                means.clientId(),
                consumer.filters(),
                words);
        failed(reason);
    }

    private void convicted(CulpritFoundException findings) {
        log.error(
                "{}: the subscription to {} is left out: {}. Trying it again every {} s; check what the broker allows the"
                        + " client to read",
                means.clientId(),
                consumer.filters(),
                findings.getMessage(),
                means.cap().toSeconds());
        failed(findings);
    }

    private void failed(Throwable failure) {
        granted.completeExceptionally(failure);
        consumer.subscriptionRefused(failure);
        means.refusals().accept(consumer.filters(), failure);
    }
}
