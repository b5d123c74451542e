package dev.latido.core.internal.publish;

import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.Qos;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.culprit.Suspect.Hold;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.MqttClientAdapter;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.session.SendingSession;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Confinement: {@link #fill} is called only in a round; answers of the broker come on any thread, and so does
 * {@link #checkOverdue}.
 *
 * <p>Sends the messages of an outbox through one session and keeps those that are in flight. A lost PUBACK is noticed
 * in {@link #checkOverdue}.
 */
final class SessionSender {

    /** Receives the outcomes of messages, on threads of the SDK, several at a time. */
    interface Outcomes {

        /** The broker has acknowledged the message. */
        void acknowledged(OutboxMessage message, Acknowledgement acknowledgement);

        /** The message is permanently rejected. */
        void rejected(OutboxMessage message, PublishFailedException reason);

        /** The broker temporarily refused the message, which is sent again after the delay. */
        void retried(OutboxMessage message, int reasonCode, Duration delay);

        /** The message has expired and is not sent. */
        void expired(OutboxMessage message, Duration age);

        /** Asks for a call of {@link SessionSender#fill}. */
        void wake();

        /** Asks for a call of {@link SessionSender#fill} after the given nanoseconds. */
        void wakeIn(long nanos);
    }

    private record Refusal(OutboxMessage message, BrokerAnswerException answer) {}

    /** A message in flight, and the callback for its answer: one object for both. */
    private final class Sent extends InFlight.Sent implements OutgoingPublish, MqttClientAdapter.PublishOutcome {

        private final DeliveryOptions options;

        private Sent(OutboxMessage message, DeliveryOptions options, long at) {
            super(message, at);
            this.options = options;
        }

        @Override
        public Topic topic() {
            return message().topic();
        }

        @Override
        public byte[] payload() {
            return message().payload();
        }

        @Override
        public DeliveryOptions options() {
            return options;
        }

        @Override
        public void settled(int reasonCode, @Nullable Throwable failure) {
            answered(this, reasonCode, failure);
        }
    }

    private final SendingSession session;
    private final Outbox outbox;
    private final Outcomes outcomes;
    private final PublisherSettings settings;
    private final SendRate rate;
    private final MessageExpiry expiry;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final SuspectMessages suspects;
    private final int window;
    private final HeldTopics held;
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<OutboxMessage> done = new ConcurrentLinkedQueue<>();
    private final InFlight inFlight = new InFlight();
    private volatile boolean holding;

    /** The exchange of QoS 2 during which nothing else is sent, or null. */
    private volatile @Nullable Sent exclusive;

    SessionSender(
            SendingSession session,
            Outbox outbox,
            Outcomes outcomes,
            PublisherSettings settings,
            SendRate rate,
            MessageExpiry expiry,
            LongSupplier nanos,
            RandomGenerator random,
            SuspectMessages suspects) {
        this.session = session;
        this.outbox = outbox;
        this.outcomes = outcomes;
        this.settings = settings;
        this.rate = rate;
        this.expiry = expiry;
        this.nanos = nanos;
        this.random = random;
        this.suspects = suspects;
        this.window = Math.min(settings.inFlight(), session.sendMaximum());
        this.held = new HeldTopics(settings.strictOrder());
        this.holding = settings.strictOrder();
    }

    boolean isOf(@Nullable SendingSession other) {
        return session.equals(other);
    }

    int inFlight() {
        return inFlight.size();
    }

    /** Returns the message that was sent first and has no answer, or null. */
    Suspect.@Nullable UnderWay underWay() {
        InFlight.Sent oldest = inFlight.oldest();
        return oldest == null ? null : suspects.underWay(oldest.message(), oldest.at(), inFlight.size());
    }

    /** Returns the messages that were sent on this session and have no answer. */
    Set<OutboxMessage> messagesInFlight() {
        return inFlight.messages();
    }

    /** Sends as many messages as the window and the rate allow. Called only in a round. */
    void fill() {
        takeBack();
        send();
    }

    private void send() {
        OutboxMessage tried = suspects.toTry();
        if (tried != null) {
            send(tried, nanos.getAsLong());
        }
        while (inFlight.size() < suspects.window(window)
                && exclusive == null
                && !session.isEnded()
                && suspects.takeTurn()) {
            long now = nanos.getAsLong();
            long wait = rate.nanosToWait(now);
            if (wait > 0) {
                suspects.giveBack();
                outcomes.wakeIn(wait);
                return;
            }
            OutboxMessage message = next(now);
            if (message == null) {
                giveBackIfIdle();
                wakeForHeld(now);
                return;
            }
            send(message, now);
        }
    }

    /** Returns the next message that may be sent now, or null. */
    private @Nullable OutboxMessage next(long now) {
        OutboxMessage message = suspects.released();
        while (message == null) {
            message = held.next(now);
            if (message == null) {
                int room = held.isSuspended() ? settings.inFlight() : window;
                message = held.waiting() < room ? outbox.next() : null;
                if (message == null) {
                    return null;
                }
                if (!held.admits(message)) {
                    message = null;
                    continue;
                }
            }
            Hold hold = suspects.hold(message);
            if (hold == Hold.WITH_TOPIC || (hold == Hold.ALONE && settings.strictOrder())) {
                held.suspend(message);
                holding = true;
            }
            message = hold == Hold.NONE ? message : null;
        }
        return message;
    }

    private void giveBackIfIdle() {
        if (inFlight.size() == 0) {
            suspects.giveBack();
        }
    }

    /** Asks for a round when the next held message is due, by the clock reading at which nothing was due. */
    private void wakeForHeld(long now) {
        long next = held.nanosToNext(now);
        if (next > 0) {
            outcomes.wakeIn(next);
        }
    }

    /** Applies the answers that came since the last round to the held topics. */
    private void takeBack() {
        for (OutboxMessage message = done.poll(); message != null; message = done.poll()) {
            held.settled(message);
        }
        for (Refusal refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            OutboxMessage message = refusal.message();
            long now = nanos.getAsLong();
            int refusalsInARow = held.refused(message);
            if (refusalsInARow > 0) {
                Duration delay = settings.retryBackoff().delay(refusalsInARow - 1, random);
                held.postpone(message.topic(), now + delay.toNanos());
            }
            Duration pause = Duration.ofNanos(held.pause(message.topic(), now));
            outcomes.retried(message, refusal.answer().code(), pause);
        }
        holding = settings.strictOrder() || !held.isEmpty();
    }

    private void send(OutboxMessage message, long now) {
        DeliveryOptions options = message.options();
        if (expiry.appliesTo(options)) {
            Duration age = expiry.age(message);
            if (expiry.isOver(message, age)) {
                held.settled(message);
                outcomes.expired(message, age);
                return;
            }
            options = expiry.remaining(options, age);
        }
        PublishFailedException unsupported = Rejections.unsupported(message, session);
        if (unsupported != null) {
            held.settled(message);
            suspects.gone(message);
            outcomes.rejected(message, unsupported);
            return;
        }
        if (options.qos() == Qos.EXACTLY_ONCE && !session.mayExactlyOnce()) {
            options = options.withQos(Qos.AT_LEAST_ONCE);
        }
        Sent sent = new Sent(message, options, now);
        if (options.qos() == Qos.EXACTLY_ONCE && session.oneExchangeAtATime()) {
            exclusive = sent;
        }
        inFlight.add(sent);
        rate.sent(message, now);
        session.publish(sent, sent);
    }

    private void answered(Sent sent, int reasonCode, @Nullable Throwable failure) {
        OutboxMessage message = sent.message();
        if (sent.options.qos() == Qos.EXACTLY_ONCE) {
            exclusive = null;
        }
        if (failure == null) {
            settle(sent);
            outcomes.acknowledged(message, Acknowledgements.of(reasonCode, sent.options.qos()));
        } else if (failure instanceof BrokerAnswerException answer
                && (answer.packet() == Packet.PUBACK || answer.packet() == Packet.PUBREC)) {
            refused(sent, answer);
        } else if (failure instanceof NotGrantedException reason) {
            notSent(sent);
            outcomes.rejected(message, Rejections.notGranted(message, reason));
        } else {
            session.abandon(failure);
        }
    }

    private void refused(Sent sent, BrokerAnswerException answer) {
        OutboxMessage message = sent.message();
        if (ReasonCodes.isPassing(answer)) {
            refusals.add(new Refusal(message, answer));
            remove(sent);
            outcomes.wake();
            return;
        }
        settle(sent);
        outcomes.rejected(message, new PublishRejectedException(message, answer.code(), answer.words(), answer));
    }

    private void settle(Sent sent) {
        if (holding) {
            done.add(sent.message());
        }
        remove(sent);
    }

    private void remove(Sent sent) {
        inFlight.remove(sent);
        if (sent.options.qos() != Qos.AT_MOST_ONCE) {
            suspects.answered(sent.message());
        }
        giveBackIfIdle();
    }

    /** It says nothing about the broker. */
    private void notSent(Sent sent) {
        settled(sent.message());
        inFlight.remove(sent);
        suspects.gone(sent.message());
        giveBackIfIdle();
    }

    /** Called when a message that was held back has its outcome; a round follows. */
    void settled(OutboxMessage message) {
        done.add(message);
    }

    /**
     * Notices a lost PUBACK: without an acknowledgement of the oldest message within the timeout, the connection has
     * failed, and the session is abandoned. The next round rewinds the outbox ({@code SendingRounds.feedOnce}).
     */
    void checkOverdue() {
        InFlight.Sent oldest = inFlight.oldest();
        Duration timeout = settings.acknowledgementTimeout();
        if (oldest != null && nanos.getAsLong() - oldest.at() > timeout.toNanos()) {
            session.abandon(new TimeoutException("no acknowledgement of message "
                    + oldest.message().id() + " within " + timeout.toMillis() + " ms"));
        }
    }
}
