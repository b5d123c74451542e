package dev.latido.core.internal.publish;

import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import dev.latido.core.Acknowledgement;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.Outbox;
import dev.latido.core.OutboxMessage;
import dev.latido.core.PayloadTooLargeException;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.Qos;
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
 * The messages of one outbox under way through one session. What the broker answers may come on any thread; all else is
 * called by one thread at a time.
 */
final class SessionSender {

    /** What becomes of messages. Calls come on threads of the SDK, several at a time. */
    interface Outcomes {

        void acknowledged(OutboxMessage message, Acknowledgement acknowledgement);

        void rejected(OutboxMessage message, PublishFailedException reason);

        /** The broker could not take it just now; it will be sent again after the delay. */
        void retried(OutboxMessage message, int reasonCode, Duration delay);

        /** Its time is over; it is not sent. */
        void expired(OutboxMessage message, Duration age);

        /** There is something to do for {@link SessionSender#fill}. */
        void wake();

        /** There will be something to do for {@link SessionSender#fill} in so many nanoseconds. */
        void wakeIn(long nanos);
    }

    private record Refusal(OutboxMessage message, BrokerAnswerException answer) {}

    /** A message under way, which hears of its answer: one object for all of it. */
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

    /** What nearly all of them are. */
    private static final Acknowledgement SUCCESS = new Acknowledgement(ReasonCodes.SUCCESS);

    private static final Acknowledgement WITHOUT_SUBSCRIBERS = new Acknowledgement(ReasonCodes.NO_MATCHING_SUBSCRIBERS);

    private final SendingSession outlet;
    private final Outbox outbox;
    private final Outcomes outcomes;
    private final PublisherSettings settings;
    private final SendRate pace;
    private final MessageExpiry expiry;
    private final LongSupplier nanos;
    private final RandomGenerator random;
    private final int window;
    private final HeldTopics held;
    private final Queue<Refusal> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<OutboxMessage> settled = new ConcurrentLinkedQueue<>();
    private final InFlight inFlight = new InFlight();
    private volatile boolean holding;

    SessionSender(
            SendingSession outlet,
            Outbox outbox,
            Outcomes outcomes,
            PublisherSettings settings,
            SendRate pace,
            MessageExpiry expiry,
            LongSupplier nanos,
            RandomGenerator random) {
        this.outlet = outlet;
        this.outbox = outbox;
        this.outcomes = outcomes;
        this.settings = settings;
        this.pace = pace;
        this.expiry = expiry;
        this.nanos = nanos;
        this.random = random;
        this.window = Math.min(settings.inFlight(), outlet.sendMaximum());
        this.held = new HeldTopics(settings.strictOrder());
        this.holding = settings.strictOrder();
    }

    boolean isOf(@Nullable SendingSession other) {
        return outlet.equals(other);
    }

    int inFlight() {
        return inFlight.size();
    }

    /** What was sent on this session and has no answer now. */
    Set<OutboxMessage> underWay() {
        return inFlight.messages();
    }

    /** Sends as many messages as the window and the pace allow. One call at a time. */
    void fill() {
        takeBack();
        send();
    }

    private void send() {
        while (inFlight.size() < window && !outlet.isEnded()) {
            long now = nanos.getAsLong();
            long wait = pace.nanosToWait(now);
            if (wait > 0) {
                outcomes.wakeIn(wait);
                return;
            }
            OutboxMessage message = held.next(now);
            if (message == null) {
                message = held.waiting() < window ? outbox.next() : null;
                if (message == null) {
                    wakeForHeld(now);
                    return;
                }
                if (!held.admits(message)) {
                    continue;
                }
            }
            send(message, now);
        }
    }

    /** By the very time at which nothing was due: by a later one it might be due, and nobody would come for it. */
    private void wakeForHeld(long now) {
        long next = held.nanosToNext(now);
        if (next > 0) {
            outcomes.wakeIn(next);
        }
    }

    private void takeBack() {
        for (OutboxMessage done = settled.poll(); done != null; done = settled.poll()) {
            held.settled(done);
        }
        for (Refusal refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
            OutboxMessage message = refusal.message();
            long now = nanos.getAsLong();
            int inARow = held.refused(message);
            if (inARow > 0) {
                Duration delay = settings.retryBackoff().delay(inARow - 1, random);
                held.postpone(message.topic(), now + delay.toNanos());
            }
            Duration pause = Duration.ofNanos(held.pause(message.topic(), now));
            outcomes.retried(message, refusal.answer().code(), pause);
        }
        holding = settings.strictOrder() || !held.isEmpty();
    }

    private void send(OutboxMessage message, long now) {
        DeliveryOptions options = message.options();
        if (expiry.appliesTo(message)) {
            Duration age = expiry.age(message);
            if (expiry.isOver(message, age)) {
                held.settled(message);
                outcomes.expired(message, age);
                return;
            }
            options = expiry.remaining(options, age);
        }
        PublishFailedException impossible = impossible(message);
        if (impossible != null) {
            held.settled(message);
            outcomes.rejected(message, impossible);
            return;
        }
        if (options.qos() == Qos.EXACTLY_ONCE && !outlet.mayExactlyOnce()) {
            options = options.withQos(Qos.AT_LEAST_ONCE);
        }
        Sent sent = new Sent(message, options, now);
        inFlight.add(sent);
        pace.sent(message, now);
        outlet.publish(sent, sent);
    }

    /** What the broker has said it will not take; sending it would end the connection, again and again. */
    private @Nullable PublishFailedException impossible(OutboxMessage message) {
        DeliveryOptions options = message.options();
        if (options.retained() && !outlet.retainAvailable()) {
            return new PublishRejectedException(
                    message, ReasonCodes.RETAIN_NOT_SUPPORTED, "it retains no messages", null);
        }
        if (options.qos().compareTo(outlet.maximumQos()) > 0) {
            return new PublishRejectedException(
                    message,
                    ReasonCodes.QOS_NOT_SUPPORTED,
                    "it takes QoS " + outlet.maximumQos().level() + " at most",
                    null);
        }
        return message.payload().length > outlet.maximumPacketSize() ? tooLarge(message) : null;
    }

    private PayloadTooLargeException tooLarge(OutboxMessage message) {
        return PayloadTooLargeException.forBroker(message, outlet.maximumPacketSize());
    }

    private void answered(Sent sent, int reasonCode, @Nullable Throwable failure) {
        OutboxMessage message = sent.message();
        if (failure == null) {
            leave(sent);
            outcomes.acknowledged(message, acknowledgement(reasonCode, sent.options.qos()));
        } else if (failure instanceof BrokerAnswerException answer
                && (answer.packet() == Packet.PUBACK || answer.packet() == Packet.PUBREC)) {
            refused(sent, answer);
        } else if (failure instanceof MqttEncodeException) {
            leave(sent);
            outcomes.rejected(message, tooLarge(message));
        } else {
            outlet.abandon(failure);
        }
    }

    private static Acknowledgement acknowledgement(int reasonCode, Qos qos) {
        if (qos == Qos.AT_LEAST_ONCE && reasonCode == ReasonCodes.SUCCESS) {
            return SUCCESS;
        }
        if (qos == Qos.AT_LEAST_ONCE && reasonCode == ReasonCodes.NO_MATCHING_SUBSCRIBERS) {
            return WITHOUT_SUBSCRIBERS;
        }
        return new Acknowledgement(reasonCode, qos);
    }

    private void refused(Sent sent, BrokerAnswerException answer) {
        OutboxMessage message = sent.message();
        if (ReasonCodes.isPassing(answer)) {
            refusals.add(new Refusal(message, answer));
            inFlight.remove(sent);
            outcomes.wake();
            return;
        }
        leave(sent);
        outcomes.rejected(message, new PublishRejectedException(message, answer.code(), answer.words(), answer));
    }

    private void leave(Sent sent) {
        if (holding) {
            settled.add(sent.message());
        }
        inFlight.remove(sent);
    }

    /** An acknowledgement that does not come is a fault of the connection, whatever the socket says. */
    void checkOverdue() {
        InFlight.Sent oldest = inFlight.oldest();
        Duration timeout = settings.acknowledgementTimeout();
        if (oldest != null && nanos.getAsLong() - oldest.at() > timeout.toNanos()) {
            outlet.abandon(new TimeoutException("no acknowledgement of message "
                    + oldest.message().id() + " within " + timeout.toMillis() + " ms"));
        }
    }
}
