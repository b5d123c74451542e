package dev.latido.core.internal.publish;

import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxException;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.connection.ResilientConnection;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.session.BrokerSession;
import dev.latido.core.internal.threads.CoalescedTask;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the messages of an outbox through one session after the other. When a session has ended, for example because of
 * a lost PUBACK ({@link SessionSender#checkOverdue}), the next round rewinds the outbox, and the next session sends all
 * messages again that have no outcome.
 *
 * <p>Confinement: any thread can ask for a round, and outcomes come on any thread. The rounds themselves run one at a
 * time on the SDK's threads. Only a round takes messages from the outbox, rewinds it and expires messages. Therefore no
 * message is sent on a session that has ended, and no message expires while it is in flight.
 */
final class SendingRounds implements SessionSender.Outcomes {

    private static final Logger log = LoggerFactory.getLogger(ResilientPublisher.class);

    /** The pause before the next round after an outbox has failed. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    /** The interval at which waiting messages are checked for expiry. */
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final ResilientConnection connection;
    private final Outbox outbox;
    private final PublisherSettings settings;
    private final PublisherListeners listeners;
    private final PendingPublications pending;
    private final OutboxIntake intake;
    private final MessageExpiry expiry;
    private final SendRate rate;
    private final BooleanSupplier closed;
    private final SuspectMessages suspects;

    private final CoalescedTask rounds;
    private final AtomicBoolean sweepPlanned = new AtomicBoolean();
    private volatile boolean sweepDue;
    private volatile boolean hadSession;
    private volatile @Nullable BrokerSession session;

    /** Written only in a round. */
    private volatile @Nullable SessionSender sender;

    /** Only in a round. */
    private boolean rewindDue;

    /** Only in a round. */
    private @Nullable Future<?> overdueChecks;

    SendingRounds(
            ResilientConnection connection,
            Outbox outbox,
            PublisherSettings settings,
            PublisherListeners listeners,
            PendingPublications pending,
            OutboxIntake intake,
            Clock clock,
            BooleanSupplier closed) {
        this.connection = connection;
        this.outbox = outbox;
        this.settings = settings;
        this.listeners = listeners;
        this.pending = pending;
        this.intake = intake;
        this.expiry = new MessageExpiry(settings.maxAge(), new MessageAges(pending, clock, System::nanoTime)::of);
        this.rate = new SendRate(settings.rateLimit(), System.nanoTime());
        this.closed = closed;
        this.suspects = new SuspectMessages(
                connection.culprits(), settings.suspectAfter(), pending::unsettled, this::wake, this::convicted);
        this.rounds = new CoalescedTask(connection.scheduler(), this::feedOnce);
    }

    /** Called when the outbox has taken a message with the given options. */
    void taken(DeliveryOptions options) {
        if (expiry.appliesTo(options)) {
            planSweep();
        }
        wake();
    }

    /** Called when a session begins. One call at a time. */
    void sessionOpened(BrokerSession opened) {
        session = opened;
        if (hadSession) {
            connection.scheduler().execute(() -> listeners.tell(listener -> listener.reconnected()));
        }
        hadSession = true;
        wake();
    }

    /** Called when the session has ended. One call at a time. */
    void sessionEnded() {
        session = null;
        wake();
    }

    /** Returns the first message of a session that has no answer, or null. */
    Suspect.@Nullable UnderWay underWay(BrokerSession ended) {
        SessionSender current = sender;
        return current != null && current.isOf(ended) ? current.underWay() : null;
    }

    private void convicted(OutboxMessage message, PublishRejectedException reason) {
        if (closed.getAsBoolean()) {
            return;
        }
        rejected(message, reason);
        SessionSender current = sender;
        if (current != null) {
            current.settled(message);
        }
    }

    /** Ends all sending; called when the publisher is closed. */
    void stop() {
        sessionEnded();
        rounds.cancelPlanned();
    }

    /** Returns the number of messages that are sent and not acknowledged. */
    int inFlight() {
        SessionSender current = sender;
        return current == null ? 0 : current.inFlight();
    }

    @Override
    public void wake() {
        rounds.ask();
    }

    @Override
    public void wakeIn(long nanos) {
        rounds.askIn(nanos);
    }

    // --- one round ---

    private void feedOnce() {
        BrokerSession wanted = session;
        SessionSender current = sender;
        if (current != null && !current.isOf(wanted)) {
            sender = null;
            endOverdueChecks();
            current = null;
            rewindDue = true;
        }
        if (closed.getAsBoolean()) {
            return;
        }
        try {
            feed(wanted, current);
        } catch (OutboxException e) {
            if (!closed.getAsBoolean()) {
                wakeIn(AFTER_FAILURE.toNanos());
                throw e;
            }
            log.debug("{}: the outbox was closed during a round", connection.clientId(), e);
        } catch (RuntimeException | Error e) {
            // The failed step is due in the next round again.
            wakeIn(AFTER_FAILURE.toNanos());
            throw e;
        }
    }

    private void feed(@Nullable BrokerSession wanted, @Nullable SessionSender current) {
        if (rewindDue) {
            outbox.rewind();
            rewindDue = false;
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
        suspects.newSession();
        SessionSender begun = new SessionSender(
                wanted, outbox, this, settings, rate, expiry, System::nanoTime, new Random(), suspects);
        sender = begun;
        long period = Math.max(1, settings.acknowledgementTimeout().toNanos() / 4);
        overdueChecks = connection
                .scheduler()
                .scheduleWithFixedDelay(begun::checkOverdue, period, period, TimeUnit.NANOSECONDS);
        return begun;
    }

    private void endOverdueChecks() {
        if (overdueChecks != null) {
            overdueChecks.cancel(false);
        }
    }

    // --- expiry ---

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

    /**
     * Expires waiting messages. Messages in flight have been sent: the broker may acknowledge them, or the session
     * ends.
     */
    private void sweep(@Nullable SessionSender current) {
        Set<OutboxMessage> inFlight = current == null ? Set.of() : current.messagesInFlight();
        pending.forEach(message -> {
            if (expiry.appliesTo(message.options())) {
                Duration age = expiry.age(message);
                if (expiry.isOver(message, age) && !inFlight.contains(message)) {
                    expired(message, age);
                } else {
                    planSweep();
                }
            }
        });
    }

    // --- outcomes, on any thread ---

    @Override
    public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement) {
        remove(message);
        pending.acknowledged(message, acknowledgement);
        wake();
    }

    @Override
    public void rejected(OutboxMessage message, PublishFailedException reason) {
        log.warn(
                "{}: message {} was rejected and removed from the outbox: {}",
                connection.clientId(),
                message.id(),
                reason.getMessage());
        remove(message);
        pending.rejected(message, reason);
        wake();
    }

    @Override
    public void retried(OutboxMessage message, int reasonCode, Duration delay) {
        log.debug(
                "{}: retrying message {} in {}, reason code {}",
                connection.clientId(),
                message.id(),
                delay,
                reasonCode);
        pending.retried(message, reasonCode, delay);
    }

    @Override
    public void expired(OutboxMessage message, Duration age) {
        suspects.gone(message);
        remove(message);
        pending.expired(message, age);
    }

    private void remove(OutboxMessage message) {
        try {
            outbox.remove(message);
        } catch (RuntimeException e) {
            log.error(
                    "{}: message {} has its outcome but could not be removed from the outbox, and may be sent again",
                    connection.clientId(),
                    message.id(),
                    e);
        }
        intake.departed();
    }
}
