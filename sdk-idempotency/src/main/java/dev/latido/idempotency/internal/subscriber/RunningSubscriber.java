package dev.latido.idempotency.internal.subscriber;

import dev.latido.core.PayloadException;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SubscriberStatistics;
import dev.latido.idempotency.internal.Counters;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Processing;
import dev.latido.idempotency.internal.attempt.TransactionalProcessing;
import dev.latido.idempotency.internal.deadletter.DeadLetterPublisher;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.internal.message.MessageReader;
import dev.latido.idempotency.internal.work.Batches;
import dev.latido.idempotency.internal.work.HandlerSlots;
import dev.latido.idempotency.internal.work.HandlerThreads;
import dev.latido.idempotency.internal.work.KeyQueueTurn;
import dev.latido.idempotency.internal.work.KeyQueues;
import dev.latido.idempotency.internal.work.MessageInWork;
import dev.latido.idempotency.internal.work.MessagePipeline;
import dev.latido.idempotency.internal.work.StuckHandlerWatch;
import dev.latido.idempotency.internal.work.Suspension;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber that adds the messages of a connection to their queues and has them handled until it is closed.
 * Thread-safe.
 *
 * @param <T> the value's type
 */
final class RunningSubscriber<T> implements IdempotentSubscriber, InboundConsumer, ConnectionLink.Attachment {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private static final Duration PURGE_EVERY = Duration.ofMinutes(1);
    private static final int PURGE_STEP = 1_000;

    /** The part of the time for closing that interrupted handlers have to end: one in this number. */
    private static final int UNWINDING = 5;

    private final ConnectionLink link;
    private final SubscriberSettings settings;
    private final Handling<T> handling;
    private final SeenStore store;
    private final @Nullable ExecutorService ownThreads;
    private final Timing.Maintenance maintenance;
    private final Counters counters = new Counters();
    private final KeyQueues<T> queues = new KeyQueues<>();
    private final HandlerSlots slots;
    private final MessagePipeline<T> work;
    private final @Nullable Batches<T> batches;
    private final StuckHandlerWatch stuck;
    private final Suspension suspension;
    private final int suspects;
    private final AtomicInteger arrivals = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> subscribed = new CompletableFuture<>();
    private volatile ConnectionLink.@Nullable Subscription subscription;

    /** The way in which messages are read, handled and ordered. */
    record Handling<T>(
            MessageReader<T> reader,
            Processing<T> processing,
            @Nullable BatchSize batches,
            @Nullable Function<? super Message<T>, ?> key) {}

    /** The bounds of a batch: it begins when it is full or when its first message has waited long enough. */
    record BatchSize(int messages, Duration patience) {}

    RunningSubscriber(ConnectionLink link, SubscriberSettings settings, Handling<T> handling, SeenStore store) {
        this.link = link;
        this.settings = settings;
        this.handling = handling;
        this.store = store;
        String threads = "latido-" + settings.group();
        this.ownThreads = settings.executor() == null ? HandlerThreads.named(threads) : null;
        this.maintenance = settings.timing().maintenance(threads + "-maintenance");
        int half = Math.max(1, link.receiveMaximum() / 2);
        this.suspects = link.receiveMaximum();
        this.slots = new HandlerSlots(
                executor(settings, ownThreads), Math.min(settings.concurrency(), half), settings.timing());
        SubscriberListeners news = new SubscriberListeners(settings.group(), settings.listeners());
        this.suspension = new Suspension(settings, slots, counters, news);
        this.work = new MessagePipeline<>(
                settings,
                handling.reader(),
                handling.processing(),
                new DeadLetterPublisher(link, settings, store),
                slots,
                suspension,
                counters,
                news);
        this.batches = handling.batches() == null ? null : batches(handling.batches(), half, news);
        this.stuck = new StuckHandlerWatch(slots, settings.patience());
    }

    private static Executor executor(SubscriberSettings settings, @Nullable ExecutorService ownThreads) {
        Executor given = settings.executor();
        return ownThreads != null || given == null ? Objects.requireNonNull(ownThreads) : given;
    }

    private Batches<T> batches(BatchSize batch, int half, SubscriberListeners news) {
        return new Batches<>(
                Math.min(batch.messages(), half),
                batch.patience(),
                settings,
                (TransactionalProcessing<T, ?>) handling.processing(),
                work,
                slots,
                queues,
                news);
    }

    void start() {
        ConnectionLink.Subscription place;
        try {
            link.attachConsumer(this);
            place = link.subscribe(this);
            subscription = place;
            place.granted().whenComplete((done, failure) -> {
                if (failure == null) {
                    subscribed.complete(null);
                } else {
                    subscribed.completeExceptionally(failure);
                }
            });
            maintenance.every(settings.lease().dividedBy(3), handling.processing()::renew);
            maintenance.every(stuck.period(), stuck::look);
            maintenance.every(PURGE_EVERY, this::purge);
        } catch (RuntimeException | Error e) {
            boolean closed = closing.get();
            close();
            stopSubscription();
            if (closed) {
                throw closedWhileStarting(e);
            }
            throw e;
        }
        if (closing.get()) {
            // The close may have come before the subscription was there to stop.
            stopSubscription();
            throw closedWhileStarting(null);
        }
    }

    private IllegalStateException closedWhileStarting(@Nullable Throwable cause) {
        return new IllegalStateException(
                "the connection was closed while the subscriber of group " + settings.group() + " started", cause);
    }

    private void stopSubscription() {
        ConnectionLink.Subscription place = subscription;
        if (place != null) {
            place.stop();
        }
    }

    private void purge() {
        try {
            while (!closing.get() && store.purge(PURGE_STEP) == PURGE_STEP) {
                log.debug("{}: purged {} entries", settings.group(), PURGE_STEP);
            }
        } catch (RuntimeException e) {
            log.debug("{}: purging failed and will be retried", settings.group(), e);
        }
    }

    @Override
    public List<TopicFilter> filters() {
        return settings.filters();
    }

    @Override
    public void subscriptionRefused(Throwable cause) {
        subscribed.completeExceptionally(cause);
    }

    @Override
    public CompletableFuture<Void> subscribed() {
        return subscribed.copy();
    }

    @Override
    public SubscriberStatistics statistics() {
        return counters.snapshot();
    }

    /**
     * Takes a message from the connection. The broker resends unacknowledged messages first (MQTT 5, section 4.4).
     * After a start, only the first messages, as many as the receive maximum, can therefore have been in work when an
     * earlier process crashed.
     */
    @Override
    public void delivered(InboundMessage message) {
        counters.delivered.increment();
        boolean suspect = arrivals.get() < suspects && arrivals.getAndIncrement() < suspects;
        MessageInWork<T> delivery = new MessageInWork<>(message, suspect);
        KeyQueues.Entry<T> entry = queues.add(key(delivery), delivery);
        if (entry.added().cleared() > 0) {
            counters.superseded.add(entry.added().cleared());
        }
        if (batches != null) {
            batches.added(entry.queue(), entry.added().starts());
        } else if (entry.added().starts()) {
            slots.submit(new KeyQueueTurn<>(entry.queue(), work, slots, queues, null));
        }
    }

    private Object key(MessageInWork<T> delivery) {
        Function<? super Message<T>, ?> key = handling.key();
        if (key != null) {
            try {
                DecodedMessage<T> message = handling.reader().read(delivery.inbound);
                delivery.message = message;
                Object own = key.apply(message);
                if (own != null) {
                    return own;
                }
            } catch (PayloadException e) {
                log.debug("{}: a message that cannot be read is ordered by its topic", settings.group(), e);
            } catch (RuntimeException e) {
                log.warn("{}: the key function failed; the message is ordered by its topic", settings.group(), e);
            }
        }
        return delivery.inbound.topic();
    }

    @Override
    public boolean isSuspended() {
        return suspension.isSuspended();
    }

    @Override
    public void pause() {
        slots.pause();
    }

    @Override
    public void resume() {
        slots.resume();
    }

    @Override
    public void close() {
        closeWithin(settings.closeTimeout());
    }

    @Override
    public void closeWithin(Duration time) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        stopSubscription();
        link.detach(this);
        subscribed.completeExceptionally(
                new IllegalStateException("the subscriber was closed before the broker granted its subscription"));
        slots.close();
        Duration unwinding = time.dividedBy(UNWINDING);
        boolean idle = false;
        try {
            idle = slots.awaitIdle(time.minus(unwinding));
            if (!idle) {
                log.warn("{}: handlers still run after {} ms and are interrupted", settings.group(), time.toMillis());
                stuck.stopAll();
                idle = slots.awaitIdle(unwinding);
            }
        } catch (InterruptedException e) {
            stuck.stopAll();
            Thread.currentThread().interrupt();
        }
        settings.timing().endTimers();
        releaseAll();
        if (batches != null) {
            batches.dissolve();
        }
        giveBack(queues.unhandled(idle));
        endThreads();
    }

    private void giveBack(List<InboundMessage> unhandled) {
        ConnectionLink.Subscription place = subscription;
        if (place != null) {
            place.giveBack(unhandled);
        }
    }

    private void releaseAll() {
        try {
            handling.processing().releaseAll();
        } catch (RuntimeException e) {
            log.debug("{}: claims could not be released; they end with their leases", settings.group(), e);
        }
    }

    private void endThreads() {
        if (ownThreads != null) {
            ownThreads.shutdown();
        }
        maintenance.stop();
    }

    @Override
    public String toString() {
        return "IdempotentSubscriber[" + settings.group() + ", " + settings.filters() + "]";
    }
}
