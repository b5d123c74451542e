package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.Acknowledgement;
import dev.latido.core.Backoff;
import dev.latido.core.DeliveryOptions;
import dev.latido.core.JacksonCodec;
import dev.latido.core.MemoryOutbox;
import dev.latido.core.OutboxMessage;
import dev.latido.core.Overflow;
import dev.latido.core.PublishFailedException;
import dev.latido.core.PublishRejectedException;
import dev.latido.core.Qos;
import dev.latido.core.RateLimit;
import dev.latido.core.internal.culprit.CulpritSearch;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.ClientExceptions;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.topics.Topic;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes out when, by a network and a clock in the test's hand. */
class SessionSenderTest {

    private static final Topic A = Topic.unchecked("a");
    private static final Topic B = Topic.unchecked("b");
    private static final Instant START = Instant.ofEpochMilli(1_732_272_000_000L);

    private final MemoryOutbox outbox = MemoryOutbox.create();
    private final FakeSendingSession outlet = new FakeSendingSession();
    private final List<String> outcomes = new ArrayList<>();
    private final List<Long> wakes = new ArrayList<>();
    private Duration elapsed = Duration.ZERO;
    /** How much time each look at the clock takes. */
    private Duration look = Duration.ZERO;

    private long sequence;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return START.plus(elapsed);
        }
    };

    private final SessionSender.Outcomes log = new SessionSender.Outcomes() {
        @Override
        public void acknowledged(OutboxMessage message, Acknowledgement acknowledgement) {
            outbox.remove(message);
            outcomes.add(message.payload()[0] + " acknowledged " + acknowledgement.qos());
        }

        @Override
        public void rejected(OutboxMessage message, PublishFailedException reason) {
            outbox.remove(message);
            String what = reason instanceof PublishRejectedException rejected
                    ? "rejected " + rejected.reasonCode()
                    : reason.getClass().getSimpleName();
            outcomes.add(message.payload()[0] + " " + what);
        }

        @Override
        public void retried(OutboxMessage message, int reasonCode, Duration delay) {
            outcomes.add(message.payload()[0] + " retried " + reasonCode + " in " + delay.toMillis());
        }

        @Override
        public void expired(OutboxMessage message, Duration age) {
            outbox.remove(message);
            outcomes.add(message.payload()[0] + " expired after " + age.toSeconds());
        }

        @Override
        public void wake() {
            wakes.add(0L);
        }

        @Override
        public void wakeIn(long nanos) {
            wakes.add(nanos);
        }
    };

    /** Half of the bound each time. */
    private static final RandomGenerator HALF = new RandomGenerator() {
        @Override
        public long nextLong() {
            return 1L << 63;
        }

        @Override
        public double nextDouble() {
            return 0.5;
        }
    };

    private static PublisherSettings settings(boolean strict, int inFlight, @Nullable RateLimit limit) {
        return new PublisherSettings(
                JacksonCodec.create(),
                1_000,
                inFlight,
                Duration.ofSeconds(30),
                Overflow.REJECT,
                null,
                limit,
                Backoff.between(Duration.ofSeconds(1), Duration.ofSeconds(4)),
                strict,
                3,
                List.of(),
                false);
    }

    private SessionSender feed(PublisherSettings settings, @Nullable Duration maxAge) {
        return new SessionSender(
                outlet,
                outbox,
                log,
                settings,
                new SendRate(settings.rateLimit(), elapsed.toNanos()),
                new MessageExpiry(maxAge, message -> Duration.between(message.createdAt(), clock.instant())),
                this::lookAtTheClock,
                HALF,
                new SuspectMessages(
                        new CulpritSearch(
                                "test", Duration.ofSeconds(1), SdkThreads.shared(), () -> 0, System::nanoTime, HALF),
                        3,
                        () -> 0,
                        () -> {},
                        (message, reason) -> {}));
    }

    private long lookAtTheClock() {
        pass(look);
        return elapsed.toNanos();
    }

    private SessionSender feed() {
        return feed(settings(false, 100, null), null);
    }

    private void append(Topic topic, DeliveryOptions options) {
        sequence++;
        outbox.append(new OutboxMessage(
                sequence, "gw:1:" + sequence, topic, new byte[] {(byte) sequence}, options, clock.instant()));
    }

    private void append(Topic... topics) {
        for (Topic topic : topics) {
            append(topic, DeliveryOptions.DEFAULTS);
        }
    }

    private static DeliveryOptions expiring(Duration expiry) {
        return DeliveryOptions.DEFAULTS.withExpiry(expiry);
    }

    private static DeliveryOptions with(Qos qos) {
        return DeliveryOptions.DEFAULTS.withQos(qos);
    }

    private void pass(Duration time) {
        elapsed = elapsed.plus(time);
    }

    // --- window ---

    @Test
    void shouldSendNoMoreThanTheSmallerOfBothWindows() {
        outlet.sendMaximum = 2;
        SessionSender feed = feed();
        append(A, A, A);

        feed.fill();
        List<FakeSendingSession.Sent> first = outlet.take();
        assertThat(first).hasSize(2);
        assertThat(feed.inFlight()).isEqualTo(2);

        first.get(1).acknowledge();
        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("a=3");
        assertThat(outcomes).containsExactly("2 acknowledged AT_LEAST_ONCE");
    }

    @Test
    void shouldSendNothingOnASessionThatHasEnded() {
        SessionSender feed = feed();
        append(A);
        outlet.abandon(new IOException("gone"));

        feed.fill();

        assertThat(outlet.sent).isEmpty();
    }

    @Test
    void shouldSendAllThatWasAskedFor() {
        DeliveryOptions options = DeliveryOptions.RETAINED
                .withQos(Qos.EXACTLY_ONCE)
                .withContentType("text/plain")
                .withUserProperties(List.of(Map.entry("line", "1")));
        append(A, options);

        feed().fill();

        assertThat(outlet.sent)
                .singleElement()
                .satisfies(sent -> assertThat(sent.message().options()).isEqualTo(options));
    }

    // --- quality of service ---

    @Test
    void shouldSayWithWhichQosAMessageTravelled() {
        SessionSender feed = feed();
        append(A, with(Qos.AT_MOST_ONCE));
        append(A, with(Qos.EXACTLY_ONCE));

        feed.fill();
        outlet.take().forEach(FakeSendingSession.Sent::acknowledge);

        assertThat(outcomes).containsExactly("1 acknowledged AT_MOST_ONCE", "2 acknowledged EXACTLY_ONCE");
        assertThat(feed.inFlight()).isZero();
    }

    @Test
    void shouldNotRiskAnOldPacketIdForExactlyOnce() {
        outlet.mayExactlyOnce = false;
        append(A, with(Qos.EXACTLY_ONCE));

        feed().fill();
        outlet.take().forEach(FakeSendingSession.Sent::acknowledge);

        assertThat(outcomes).containsExactly("1 acknowledged AT_LEAST_ONCE");
    }

    /** Some brokers acknowledge and discard messages that exceed a limit which MQTT 3.1.1 cannot tell. */
    @Test
    void shouldSendNothingElseDuringAnExchangeWhereTheBrokerCannotSayHowManyItKeeps() {
        outlet.oneExchangeAtATime = true;
        SessionSender feed = feed();
        append(A);
        append(A, with(Qos.EXACTLY_ONCE));
        append(B, with(Qos.EXACTLY_ONCE));
        append(B);

        feed.fill();
        List<FakeSendingSession.Sent> first = outlet.take();
        first.get(0).acknowledge();
        feed.fill();
        assertThat(first).extracting(FakeSendingSession.Sent::text).containsExactly("a=1", "a=2");
        assertThat(outlet.sent).isEmpty();

        first.get(1).acknowledge();
        feed.fill();
        assertThat(outlet.take()).singleElement().satisfies(sent -> {
            assertThat(sent.text()).isEqualTo("b=3");
            sent.answer(Packet.PUBREC, 0x87);
        });
        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("b=4");
    }

    // --- refused for good ---

    @ParameterizedTest
    @ValueSource(ints = {0x87, 0x90, 0x99})
    void shouldNeverSendAgainWhatIsRefusedForGood(int code) {
        SessionSender feed = feed();
        append(A, A);

        feed.fill();
        outlet.take().get(0).refuse(code);
        pass(Duration.ofHours(1));
        feed.fill();

        assertThat(outcomes).containsExactly("1 rejected " + code);
        assertThat(outlet.sent).isEmpty();
        assertThat(outbox.backlog().messages()).isEqualTo(1);
    }

    @Test
    void shouldNotSendWhatTheBrokerSaidItDoesNotTake() {
        outlet.retainAvailable = false;
        outlet.maximumQos = Qos.AT_LEAST_ONCE;
        outlet.maximumPacketSize = 50;
        append(A, DeliveryOptions.RETAINED);
        append(A, with(Qos.EXACTLY_ONCE));
        outbox.append(new OutboxMessage(9, "gw:1:9", A, new byte[51], DeliveryOptions.DEFAULTS, START));
        sequence = 9;
        append(A);

        feed().fill();

        assertThat(outcomes).containsExactly("1 rejected 154", "2 rejected 155", "0 PayloadTooLargeException");
        assertThat(outlet.takeTexts()).containsExactly("a=10");
    }

    @Test
    void shouldRejectAPacketThatTheClientFindsTooLarge() {
        SessionSender feed = feed();
        append(A);

        feed.fill();
        outlet.take().get(0).outcome().settled(0, ClientExceptions.packetTooLarge());

        assertThat(outcomes).containsExactly("1 rejected 149");
        assertThat(feed.inFlight()).isZero();
        assertThat(outlet.abandoned).isNull();
    }

    // --- refused for now ---

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x83, 0x89, 0x97})
    void shouldSendAgainWithGrowingDelaysWhatIsRefusedForNow(int code) {
        SessionSender feed = feed();
        append(A);

        feed.fill();
        for (long delay : new long[] {500, 1_000, 2_000, 2_000}) {
            outlet.take().get(0).refuse(code);
            feed.fill();
            assertThat(outcomes).containsExactly("1 retried " + code + " in " + delay);
            assertThat(wakes).endsWith(delay * 1_000_000);
            assertThat(outlet.sent).isEmpty();
            pass(Duration.ofMillis(delay - 1));
            feed.fill();
            assertThat(outlet.sent).isEmpty();

            pass(Duration.ofMillis(1));
            feed.fill();
            assertThat(outlet.sent).hasSize(1);
            outcomes.clear();
        }
        outlet.take().get(0).acknowledge();
        assertThat(outcomes).containsExactly("1 acknowledged AT_LEAST_ONCE");
    }

    @Test
    void shouldAskToBeWokenForWhatComesDueWhileItLooks() {
        SessionSender feed = feed();
        append(A);
        feed.fill();
        outlet.take().get(0).refuse(0x97);
        wakes.clear();

        look = Duration.ofMillis(300);
        feed.fill();

        assertThat(outcomes).containsExactly("1 retried 151 in 500");
        assertThat(outlet.sent).isEmpty();
        assertThat(wakes).as("500 ms after the first look, seen at the second").containsExactly(200_000_000L);
    }

    @Test
    void shouldHoldTheTopicAndNoOtherWhileOneOfItsMessagesWaits() {
        SessionSender feed = feed();
        append(A);
        feed.fill();
        outlet.take().get(0).refuse(0x97);

        append(A, B, A, B);
        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("b=3", "b=5");

        pass(Duration.ofMillis(500));
        feed.fill();
        List<FakeSendingSession.Sent> first = outlet.take();
        assertThat(first).extracting(FakeSendingSession.Sent::text).containsExactly("a=1");

        first.get(0).acknowledge();
        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("a=2", "a=4");

        append(A);
        feed.fill();
        assertThat(outlet.takeTexts()).as("free again").containsExactly("a=6");
    }

    @Test
    void shouldSendAllThatWereRefusedOneByOneInOrder() {
        SessionSender feed = feed();
        append(A, A, A);
        feed.fill();
        List<FakeSendingSession.Sent> all = outlet.take();
        List.of(2, 0, 1).forEach(i -> all.get(i).refuse(0x97));
        feed.fill();
        assertThat(outcomes).containsExactly("3 retried 151 in 500", "1 retried 151 in 500", "2 retried 151 in 500");

        pass(Duration.ofMillis(500));
        for (int expected = 1; expected <= 3; expected++) {
            feed.fill();
            List<FakeSendingSession.Sent> next = outlet.take();
            assertThat(next).extracting(FakeSendingSession.Sent::text).containsExactly("a=" + expected);
            next.get(0).acknowledge();
        }
        feed.fill();
        assertThat(feed.inFlight()).isZero();
        assertThat(outbox.backlog().messages()).isZero();
    }

    @Test
    void shouldTreatARefusedPubrecAlike() {
        SessionSender feed = feed();
        append(A, with(Qos.EXACTLY_ONCE));
        append(B, with(Qos.EXACTLY_ONCE));
        feed.fill();
        List<FakeSendingSession.Sent> both = outlet.take();

        both.get(0).answer(Packet.PUBREC, 0x97);
        both.get(1).answer(Packet.PUBREC, 0x87);
        feed.fill();

        assertThat(outcomes).containsExactly("2 rejected 135", "1 retried 151 in 500");
    }

    @Test
    void shouldHandOutNoMoreThanAWindowForATopicThatWaits() {
        outlet.sendMaximum = 3;
        SessionSender feed = feed();
        append(A);
        feed.fill();
        outlet.take().get(0).refuse(0x97);
        append(A, A, A, A, A);
        append(B);

        feed.fill();

        assertThat(outlet.sent).as("the bound is reached before b").isEmpty();
        OutboxMessage next = outbox.next();
        assertThat(next).isNotNull().returns(4L, OutboxMessage::sequence);
    }

    // --- strict order ---

    @Test
    void shouldHaveOneMessageOfATopicUnderWayWhenTheOrderIsStrict() {
        SessionSender feed = feed(settings(true, 100, null), null);
        append(A, A, B, A);

        feed.fill();
        List<FakeSendingSession.Sent> first = outlet.take();
        assertThat(first).extracting(FakeSendingSession.Sent::text).containsExactly("a=1", "b=3");

        first.get(0).acknowledge();
        feed.fill();
        List<FakeSendingSession.Sent> second = outlet.take();
        assertThat(second).extracting(FakeSendingSession.Sent::text).containsExactly("a=2");

        second.get(0).refuse(0x97);
        first.get(1).acknowledge();
        feed.fill();
        assertThat(outlet.sent).isEmpty();

        pass(Duration.ofMillis(500));
        feed.fill();
        List<FakeSendingSession.Sent> third = outlet.take();
        assertThat(third).extracting(FakeSendingSession.Sent::text).containsExactly("a=2");
        third.get(0).refuse(0x87);
        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("a=4");
    }

    // --- expiry ---

    @Test
    void shouldSendWhatIsLeftOfTheExpiry() {
        SessionSender feed = feed();
        append(A, expiring(Duration.ofSeconds(60)));
        append(A, expiring(Duration.ofMillis(1_500)));

        pass(Duration.ofMillis(200));
        feed.fill();

        assertThat(outlet.take())
                .extracting(sent -> sent.message().options().expiry())
                .containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(2));

        append(A, expiring(Duration.ofSeconds(60)));
        pass(Duration.ofSeconds(59));
        feed.fill();
        assertThat(outlet.take())
                .extracting(sent -> sent.message().options().expiry())
                .containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void shouldNeverSendWhatHasExpired() {
        SessionSender feed = feed(settings(false, 100, null), Duration.ofSeconds(10));
        append(A, expiring(Duration.ofSeconds(5)));
        append(A);
        pass(Duration.ofSeconds(5));
        append(A);

        feed.fill();
        assertThat(outcomes).containsExactly("1 expired after 5");
        assertThat(outlet.takeTexts()).containsExactly("a=2", "a=3");

        append(A);
        pass(Duration.ofSeconds(10));
        feed.fill();
        assertThat(outcomes).endsWith("4 expired after 10");
        assertThat(outlet.sent).isEmpty();
    }

    @Test
    void shouldNeverSendAgainWhatHasExpiredMeanwhile() {
        SessionSender feed = feed();
        append(A, expiring(Duration.ofMillis(400)));
        append(A);
        feed.fill();
        List<FakeSendingSession.Sent> both = outlet.take();
        both.get(0).refuse(0x97);
        both.get(1).acknowledge();
        append(A);
        feed.fill();

        pass(Duration.ofMillis(500));
        feed.fill();

        assertThat(outcomes).endsWith("1 expired after 0");
        assertThat(outlet.takeTexts()).containsExactly("a=3");
    }

    // --- pace ---

    @Test
    void shouldKeepThePaceAndAskToBeWokenForTheNext() {
        SessionSender feed = feed(settings(false, 100, RateLimit.messagesPerSecond(2)), null);
        append(A, A, A);

        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("a=1", "a=2");
        assertThat(wakes).containsExactly(500_000_000L);

        pass(Duration.ofMillis(500));
        feed.fill();
        assertThat(outlet.takeTexts()).containsExactly("a=3");
    }

    // --- silence ---

    @Test
    void shouldGiveUpTheSessionWhenAnAcknowledgementDoesNotCome() {
        SessionSender feed = feed();
        append(A);
        feed.fill();

        pass(Duration.ofSeconds(30));
        feed.checkOverdue();
        assertThat(outlet.abandoned).isNull();

        pass(Duration.ofMillis(1));
        feed.checkOverdue();
        assertThat(outlet.abandoned)
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no acknowledgement of message gw:1:1 within 30000 ms");
    }

    @Test
    void shouldKeepTheMessageWhenTheConnectionIsLost() {
        SessionSender feed = feed();
        append(A);
        feed.fill();

        outlet.take().get(0).outcome().settled(0, new IOException("reset"));

        assertThat(outcomes).isEmpty();
        assertThat(outlet.abandoned).isInstanceOf(IOException.class);
        outbox.rewind();
        assertThat(outbox.next()).isNotNull().returns("gw:1:1", OutboxMessage::id);
    }
}
