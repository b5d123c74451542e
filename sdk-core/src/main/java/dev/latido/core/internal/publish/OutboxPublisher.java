package dev.latido.core.internal.publish;

import dev.latido.LatidoException;
import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Publication;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRequest;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.Durations;
import dev.latido.core.internal.connection.ResilientConnection;
import dev.latido.core.internal.connection.SessionListener;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.presence.DeviceTopics;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.threads.CoalescedTask;
import dev.latido.topics.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds an outbox through one session after the other.
 *
 * <p>Any thread may ask for a round of feeding; the rounds themselves run one at a time on the SDK's threads and are
 * the only ones to hand out, to rewind and to look for what has expired, so that no message can slip into a session that
 * has ended, and none expires while it is under way.
 */
final class OutboxPublisher
        implements ResilientPublisher, SessionListener, ConnectionLink.Attachment, SessionSender.Outcomes {

    private static final Logger log = LoggerFactory.getLogger(ResilientPublisher.class);

    /** How often messages that may expire are looked at while they wait. */
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final ResilientConnection connection;
    private final Outbox outbox;
    private final PublisherSettings settings;
    private final PublisherListeners news;
    private final PendingPublications ledger;
    private final OutboxIntake intake;
    private final MessageComposer composer;
    private final MessageExpiry expiry;
    private final SendRate pace;

    private final CoalescedTask rounds;
    private final AtomicBoolean sweepPlanned = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private volatile boolean refusing;
    private volatile boolean sweepDue;
    private volatile boolean rewindDue;
    private volatile boolean closed;
    private volatile boolean hadSession;
    private volatile @Nullable BrokerSession session;
    private volatile @Nullable SessionSender feed;
    private volatile @Nullable Future<?> watch;
    private @Nullable Thread shutdownHook;

    OutboxPublisher(ResilientConnection connection, Outbox outbox, PublisherSettings settings) {
        this.connection = connection;
        this.outbox = outbox;
        this.settings = settings;
        this.rounds = new CoalescedTask(connection.scheduler(), this::feedOnce);
        Clock clock = Clock.systemUTC();
        this.composer = new MessageComposer(
                settings.codec(), settings.payloadLimit(), connection.settings().version(), connection.ids(), clock);
        this.news = new PublisherListeners(connection.clientId(), settings.listeners());
        this.ledger = new PendingPublications(
                news, outbox.backlog().messages(), outbox.lastSequence(), clock, System::nanoTime);
        this.intake = new OutboxIntake(outbox, settings.overflow(), ledger);
        this.expiry = new MessageExpiry(settings.maxAge(), clock);
        this.pace = new SendRate(settings.rateLimit(), System.nanoTime());
    }

    /** Begins to send; the last step of building. */
    void start() {
        settings.listeners().forEach(listener -> listener.started(connection, this));
        connection.attachPublisher(this);
        if (settings.closeOnShutdown()) {
            shutdownHook = new Thread(this::close, "latido-shutdown-" + connection.clientId());
            Runtime.getRuntime().addShutdownHook(shutdownHook);
        }
    }

    @Override
    public Publication publish(Topic topic, Object value) {
        return publish(topic, value, DeliveryOptions.DEFAULTS);
    }

    @Override
    public Publication publishState(Topic topic, Object value) {
        if (DeviceTopics.neverRetained(Objects.requireNonNull(topic, "topic must not be null"))) {
            throw new IllegalArgumentException(topic + " is a topic of events or commands, which are never retained;"
                    + " a last known value belongs on a topic of the state channel");
        }
        return publish(topic, value, DeliveryOptions.RETAINED);
    }

    private Publication publish(Topic topic, Object value, DeliveryOptions options) {
        Objects.requireNonNull(topic, "topic must not be null");
        Objects.requireNonNull(value, "value must not be null");
        checkOpen();
        connection.published(topic);
        return store(composer.compose(topic, value, options, intake));
    }

    @Override
    public Publication publish(PublishRequest request) {
        Objects.requireNonNull(request, "request must not be null");
        checkOpen();
        connection.published(request.topic());
        return store(composer.compose(request, intake));
    }

    private void checkOpen() {
        if (closing.get() || refusing) {
            throw new IllegalStateException("the publisher of " + connection.clientId() + " is closed");
        }
    }

    private Publication store(PendingPublication publication) {
        OutboxMessage message = publication.message();
        CompletionStage<Void> storing = publication.storing();
        LatidoException failure = publication.refusal();
        publication.forgetMessage();
        if (storing == null) {
            Objects.requireNonNull(failure, "what the outbox has not taken it has refused");
            ledger.notStored(message, publication, failure);
            if (overflowing.compareAndSet(false, true)) {
                log.warn("{}: messages are not stored from now on: {}", connection.clientId(), failure.getMessage());
            }
            return publication;
        }
        if (isDone(storing)) {
            publication.markStored();
        } else {
            storing.whenComplete((stored, lost) -> {
                if (lost == null) {
                    publication.markStored();
                } else {
                    ledger.notStored(message, publication, lost);
                }
            });
        }
        ledger.published(message);
        overflowing.set(false);
        if (expiry.appliesTo(message)) {
            planSweep();
        }
        if (closed) {
            leaveBehind();
        }
        wake();
        return publication;
    }

    /** As in memory, where a callback for each message would be waste. */
    private static boolean isDone(CompletionStage<Void> stage) {
        return stage instanceof CompletableFuture<Void> future && future.isDone() && !future.isCompletedExceptionally();
    }

    @Override
    public void wake() {
        rounds.ask();
    }

    @Override
    public void wakeIn(long nanos) {
        rounds.askIn(nanos);
    }

    private void feedOnce() {
        BrokerSession wanted = session;
        SessionSender current = feed;
        if (current != null && !current.isOf(wanted)) {
            feed = null;
            unwatch();
            current = null;
            rewindDue = true;
        }
        if (closed) {
            return;
        }
        try {
            feed(wanted, current);
        } catch (OutboxException e) {
            if (!closed) {
                throw e;
            }
            log.debug("{}: the outbox was closed meanwhile", connection.clientId(), e);
        }
    }

    private void feed(@Nullable BrokerSession wanted, @Nullable SessionSender current) {
        if (rewindDue) {
            rewindDue = false;
            outbox.rewind();
        }
        if (sweepDue) {
            sweepDue = false;
            sweep(current);
        }
        if (wanted != null) {
            SessionSender sending = current == null ? begin(wanted) : current;
            sending.fill();
        }
    }

    private SessionSender begin(BrokerSession wanted) {
        SessionSender begun =
                new SessionSender(wanted, outbox, this, settings, pace, expiry, System::nanoTime, new Random());
        feed = begun;
        long period = Math.max(1, settings.acknowledgementTimeout().toNanos() / 4);
        watch = connection
                .scheduler()
                .scheduleWithFixedDelay(begun::checkOverdue, period, period, TimeUnit.NANOSECONDS);
        return begun;
    }

    private void unwatch() {
        Future<?> watching = watch;
        if (watching != null) {
            watching.cancel(false);
        }
    }

    private void planSweep() {
        if (!sweepPlanned.get() && sweepPlanned.compareAndSet(false, true)) {
            Duration maxAge = settings.maxAge();
            long pause = Math.min(SWEEP.toNanos(), maxAge == null ? Long.MAX_VALUE : 1 + maxAge.toNanos() / 4);
            connection.scheduler().schedule(this::sweepSoon, pause, TimeUnit.NANOSECONDS);
        }
    }

    private void sweepSoon() {
        sweepPlanned.set(false);
        sweepDue = true;
        wake();
    }

    /** Expires what waits; what is under way has been sent: its acknowledgement may come, or its session end. */
    private void sweep(@Nullable SessionSender current) {
        Set<OutboxMessage> underWay = current == null ? Set.of() : current.underWay();
        ledger.forEach(message -> {
            if (expiry.appliesTo(message)) {
                Duration age = expiry.age(message);
                if (expiry.isOver(message, age) && !underWay.contains(message)) {
                    expired(message, age);
                } else {
                    planSweep();
                }
            }
        });
    }

    @Override
    public void sessionOpened(BrokerSession opened) {
        session = opened;
        if (hadSession) {
            connection.scheduler().execute(() -> news.tell(listener -> listener.reconnected()));
        }
        hadSession = true;
        wake();
    }

    @Override
    public void sessionEnded(BrokerSession ended) {
        session = null;
        wake();
    }

    @Override
    public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement) {
        letGo(message);
        ledger.acknowledged(message, acknowledgement);
        wake();
    }

    @Override
    public void rejected(OutboxMessage message, PublishFailedException reason) {
        log.warn("{}: message {}: {}", connection.clientId(), message.id(), reason.getMessage());
        letGo(message);
        ledger.rejected(message, reason);
        wake();
    }

    @Override
    public void retried(OutboxMessage message, int reasonCode, Duration delay) {
        log.debug("{}: message {} again in {}, reason code {}", connection.clientId(), message.id(), delay, reasonCode);
        ledger.retried(message, reasonCode, delay);
    }

    @Override
    public void expired(OutboxMessage message, Duration age) {
        letGo(message);
        ledger.expired(message, age);
    }

    private void letGo(OutboxMessage message) {
        try {
            outbox.remove(message);
        } catch (RuntimeException e) {
            log.error("{}: message {} stays in the outbox", connection.clientId(), message.id(), e);
        }
        intake.departed();
    }

    @Override
    public Outbox.Backlog backlog() {
        return outbox.backlog();
    }

    @Override
    public int inFlight() {
        SessionSender current = feed;
        return current == null ? 0 : current.inFlight();
    }

    @Override
    public boolean drain(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout must not be null");
        try {
            ledger.settlement().get(Durations.nanosToWait(timeout), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        closeWithin(connection.closeTimeout());
    }

    @Override
    public void stopTaking() {
        refusing = true;
    }

    @Override
    public void closeWithin(Duration time) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        intake.close();
        drain(time);
        closed = true;
        connection.detachPublisher(this);
        session = null;
        wake();
        leaveBehind();
        reportStore();
        outbox.close();
        news.tell(listener -> listener.closed());
        forgetShutdownHook();
    }

    private void leaveBehind() {
        int left = ledger.leaveBehind(outbox.durable());
        if (left > 0 && !outbox.durable()) {
            log.warn("{}: closed with {} messages unacknowledged; they are lost", connection.clientId(), left);
        }
    }

    private void reportStore() {
        int stored = outbox.durable() ? outbox.backlog().messages() : 0;
        if (stored > 0) {
            log.info("{}: closed with {} messages in the store, for the next start", connection.clientId(), stored);
        }
    }

    private void forgetShutdownHook() {
        Thread hook = shutdownHook;
        if (hook == null || hook.equals(Thread.currentThread())) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("{}: closed while the JVM shuts down", connection.clientId(), e);
        }
    }

    @Override
    public String toString() {
        return "ResilientPublisher[" + connection.clientId() + ", " + outbox + "]";
    }
}
