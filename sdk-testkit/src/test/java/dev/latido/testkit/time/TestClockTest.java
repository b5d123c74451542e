package dev.latido.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestClockTest {

    private final TestClock clock = TestClock.create();

    @Test
    void shouldStandAtTheStartUnlessMoved() {
        assertThat(clock.instant()).isEqualTo("2026-01-01T00:00:00Z").isEqualTo(TestClock.START);
        assertThat(clock.millis()).isEqualTo(TestClock.START.toEpochMilli());
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(clock).hasToString("TestClock[2026-01-01T00:00:00Z]");
    }

    @Test
    void shouldMoveBothTimesWhenItAdvances() {
        long before = clock.nanoTime();

        clock.advance(Duration.ofMinutes(90));

        assertThat(clock.instant()).isEqualTo("2026-01-01T01:30:00Z");
        assertThat(clock.nanoTime() - before).isEqualTo(Duration.ofMinutes(90).toNanos());
    }

    @Test
    void shouldMeasureNoTimeWhenItIsSet() {
        long before = clock.nanoTime();

        clock.set(Instant.EPOCH);

        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        assertThat(clock.nanoTime()).isEqualTo(before);
    }

    @Test
    void shouldCountNanosecondsPastTheOverflow() {
        long before = clock.nanoTime();

        clock.advance(Duration.ofSeconds(1));

        assertThat(clock.nanoTime()).isNegative();
        assertThat(clock.nanoTime() - before).isEqualTo(1_000_000_000);
    }

    @Test
    void shouldShowTheSameTimeInAnotherZone() {
        TestClock madrid = clock.withZone(ZoneId.of("Europe/Madrid"));

        clock.advance(Duration.ofHours(1));
        madrid.advance(Duration.ofHours(1));

        assertThat(LocalDateTime.now(madrid)).isEqualTo("2026-01-01T03:00");
        assertThat(clock.instant()).isEqualTo(madrid.instant()).isEqualTo("2026-01-01T02:00:00Z");
        assertThat(madrid.withZone(ZoneOffset.UTC)).isEqualTo(clock).hasSameHashCodeAs(clock);
        assertThat(madrid).isNotEqualTo(clock);
    }

    @Test
    void shouldLoseNothingWhenManyThreadsAdvanceIt() {
        IntStream.range(0, 10_000).parallel().forEach(i -> clock.advance(Duration.ofNanos(1)));

        assertThat(clock.instant()).isEqualTo(TestClock.START.plusNanos(10_000));
    }

    @Test
    void shouldRefuseToGoBackByAdvancing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .withMessage("time must not be negative, was PT-0.000000001S");
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    void shouldNameTheParameterWhenItIsNull() {
        assertThatNullPointerException().isThrownBy(() -> TestClock.at(null)).withMessage("start must not be null");
        assertThatNullPointerException().isThrownBy(() -> clock.set(null)).withMessage("instant must not be null");
        assertThatNullPointerException().isThrownBy(() -> clock.advance(null)).withMessage("time must not be null");
        assertThatNullPointerException().isThrownBy(() -> clock.withZone(null)).withMessage("zone must not be null");
    }
}
