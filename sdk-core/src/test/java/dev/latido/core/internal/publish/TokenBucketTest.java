package dev.latido.core.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.OutboxMessage;
import dev.latido.core.RateLimit;
import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rates, by a clock that the test sets. */
class TokenBucketTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private static OutboxMessage message(int payload) {
        return new OutboxMessage(
                1, "gw:1:1", Topic.unchecked("a"), new byte[payload], DeliveryOptions.DEFAULTS, Instant.EPOCH);
    }

    @Test
    void shouldGiveOneSecondsAllowanceAtOnceAndThenTheRate() {
        TokenBucket bucket = new TokenBucket(10, 0);

        for (int i = 0; i < 10; i++) {
            assertThat(bucket.nanosToWait(0)).isZero();
            bucket.take(1, 0);
        }

        assertThat(bucket.nanosToWait(0)).isEqualTo(SECOND / 10);
        assertThat(bucket.nanosToWait(SECOND / 20)).isEqualTo(SECOND / 20);
        assertThat(bucket.nanosToWait(SECOND / 10)).isZero();
    }

    @Test
    void shouldSaveNoMoreThanOneSecondsAllowance() {
        TokenBucket bucket = new TokenBucket(2, 0);
        long later = 3_600 * SECOND;

        bucket.take(2, later);

        assertThat(bucket.nanosToWait(later)).isEqualTo(SECOND / 2);
    }

    @Test
    void shouldLetALargeMessagePassAndHaveTheNextPayForIt() {
        TokenBucket bucket = new TokenBucket(100, 0);

        bucket.take(1_000, 0);

        assertThat(bucket.nanosToWait(0)).isEqualTo(9 * SECOND + SECOND / 100);
        assertThat(bucket.nanosToWait(10 * SECOND)).isZero();
    }

    @Test
    void shouldHoldTheRateOverALongTime() {
        TokenBucket bucket = new TokenBucket(50, 0);
        long now = 0;
        int sent = 0;

        while (now < 60 * SECOND) {
            long wait = bucket.nanosToWait(now);
            if (wait == 0) {
                bucket.take(1, now);
                sent++;
            } else {
                now += wait;
            }
        }

        assertThat(sent).isBetween(60 * 50, 61 * 50 + 1);
    }

    @Test
    void shouldObeyWhicheverOfTwoLimitsIsTighter() {
        SendRate pace = new SendRate(RateLimit.of(2, 1_000), 0);

        pace.sent(message(10), 0);
        assertThat(pace.nanosToWait(0)).isZero();
        pace.sent(message(10), 0);
        assertThat(pace.nanosToWait(0)).as("two messages").isEqualTo(SECOND / 2);

        pace.sent(message(3_000), SECOND);
        assertThat(pace.nanosToWait(SECOND)).as("2,000 bytes too many").isGreaterThan(2 * SECOND);
    }

    @Test
    void shouldCountTopicAndPayloadButNoMemory() {
        SendRate pace = new SendRate(RateLimit.bytesPerSecond(100), 0);

        pace.sent(message(98), 0);

        assertThat(pace.nanosToWait(0)).as("99 of 100 bytes").isZero();
    }

    @Test
    void shouldNeverWaitWithoutALimit() {
        SendRate pace = new SendRate(null, 0);

        for (int i = 0; i < 1_000; i++) {
            pace.sent(message(1_000), 0);
        }

        assertThat(pace.nanosToWait(0)).isZero();
    }
}
