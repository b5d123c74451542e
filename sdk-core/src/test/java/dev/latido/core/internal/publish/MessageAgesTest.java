package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.testkit.time.TestClock;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How old messages are when the clock of the machine is set. */
class MessageAgesTest {

    private static final Topic TOPIC = Topic.unchecked("a");

    private final TestClock clock = TestClock.at(Instant.parse("2026-03-01T12:00:00Z"));
    private final PendingPublications pending =
            new PendingPublications(new PublisherListeners("gw", List.of()), 1, 1, clock, clock::nanoTime);
    private final MessageAges ages = new MessageAges(pending, clock, clock::nanoTime);
    private final MessageExpiry expiry = new MessageExpiry(Duration.ofHours(1), ages::of);

    private OutboxMessage message(long sequence, Duration age) {
        return new OutboxMessage(
                sequence,
                "gw:1:" + sequence,
                TOPIC,
                new byte[1],
                DeliveryOptions.DEFAULTS,
                clock.instant().minus(age));
    }

    private void jump(Duration time) {
        clock.set(clock.instant().plus(time));
    }

    @Test
    void shouldNotAgeAMessageOfThisProcessWhenTheClockJumps() {
        OutboxMessage message = message(2, Duration.ZERO);
        pending.open(message, pending.begin(message.id(), TOPIC));
        clock.advance(Duration.ofSeconds(5));

        jump(Duration.ofDays(1));

        assertThat(expiry.age(message)).isEqualTo(Duration.ofSeconds(5));
        assertThat(expiry.isOver(message, expiry.age(message))).isFalse();
    }

    @Test
    void shouldAgeAMessageOfThisProcessWhenTheClockIsSetBack() {
        OutboxMessage message = message(2, Duration.ZERO);
        pending.open(message, pending.begin(message.id(), TOPIC));

        jump(Duration.ofDays(-1));
        clock.advance(Duration.ofHours(2));

        assertThat(expiry.isOver(message, expiry.age(message))).isTrue();
    }

    @Test
    void shouldAgeAMessageOfAnEarlierProcessByTheClockOfTheStart() {
        OutboxMessage old = message(1, Duration.ofMinutes(30));

        jump(Duration.ofDays(1));
        clock.advance(Duration.ofMinutes(20));
        assertThat(expiry.age(old)).isEqualTo(Duration.ofMinutes(50));

        clock.advance(Duration.ofMinutes(10));
        assertThat(expiry.isOver(old, expiry.age(old))).isTrue();
    }

    @Test
    void shouldCountAMessageOfTheFutureAsNew() {
        assertThat(expiry.age(message(1, Duration.ofHours(-1)))).isZero();
    }
}
