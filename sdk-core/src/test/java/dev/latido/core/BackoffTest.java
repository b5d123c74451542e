package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

    private static final int DRAWS = 1_000;

    @Test
    void shouldGoFromOneSecondToOneMinuteUnlessSet() {
        Backoff backoff = Backoff.defaults();

        assertThat(backoff.initial()).isEqualTo(Backoff.DEFAULT_INITIAL).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.cap()).isEqualTo(Backoff.DEFAULT_CAP).isEqualTo(Duration.ofSeconds(60));
        assertThat(backoff.resetAfter()).isEqualTo(Backoff.DEFAULT_RESET_AFTER).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void shouldResetAfterTheDefaultWhenOnlyBoundsAreSet() {
        Backoff backoff = Backoff.between(Duration.ofMillis(5), Duration.ofMillis(7));

        assertThat(backoff.initial()).isEqualTo(Duration.ofMillis(5));
        assertThat(backoff.cap()).isEqualTo(Duration.ofMillis(7));
        assertThat(backoff.resetAfter()).isEqualTo(Backoff.DEFAULT_RESET_AFTER);
    }

    @Test
    void shouldKeepItsBoundsWhenTheResetTimeIsSet() {
        Backoff before = Backoff.between(Duration.ofMillis(5), Duration.ofMillis(7));

        Backoff after = before.resetAfter(Duration.ZERO);

        assertThat(after.resetAfter()).isZero();
        assertThat(after.initial()).isEqualTo(before.initial());
        assertThat(after.cap()).isEqualTo(before.cap());
        assertThat(before.resetAfter()).isEqualTo(Backoff.DEFAULT_RESET_AFTER);
    }

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 2000", "2, 4000", "5, 32000", "6, 60000", "7, 60000", "63, 60000", "2147483647, 60000"})
    void shouldDrawBetweenZeroAndTheDoubledBoundUpToTheCap(int attempt, long bound) {
        LongSummaryStatistics delays = draws(Backoff.defaults(), attempt);

        assertThat(delays.getMin()).isNotNegative();
        assertThat(delays.getMax()).isLessThanOrEqualTo(bound).isGreaterThan(bound * 95 / 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 10})
    void shouldSpreadByMoreThanHalfOfTheMeanWhenDrawnAThousandTimes(int attempt) {
        double bound = Math.min(60_000, 1_000 * Math.pow(2, attempt));

        LongSummaryStatistics delays = draws(Backoff.defaults(), attempt);

        double mean = delays.getAverage();
        assertThat(mean).isCloseTo(bound / 2, within(bound / 20));
        assertThat((double) delays.getMin()).isLessThan(mean * 0.5);
        assertThat((double) delays.getMax()).isGreaterThan(mean * 1.5);
    }

    private static LongSummaryStatistics draws(Backoff backoff, int attempt) {
        RandomGenerator random = new Random(42);
        return LongStream.range(0, DRAWS)
                .map(i -> backoff.delay(attempt, random).toMillis())
                .summaryStatistics();
    }

    @Test
    void shouldDrawTheSameDelaysWhenTheRandomIsTheSame() {
        Duration first = Backoff.defaults().delay(4, new Random(7));
        Duration second = Backoff.defaults().delay(4, new Random(7));

        assertThat(first).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void shouldRefuseAnInitialBoundThatIsNotPositive(Duration initial) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(initial, Duration.ofSeconds(1)))
                .withMessage("initial must be above zero, was " + initial);
    }

    @Test
    void shouldRefuseACapBelowTheInitialBound() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .withMessageContainingAll("cap", "PT2S", "PT1S");
    }

    @Test
    void shouldTakeACapThatEqualsTheInitialBound() {
        Backoff backoff = Backoff.between(Duration.ofSeconds(2), Duration.ofSeconds(2));

        assertThat(draws(backoff, 9).getMax()).isBetween(1_900L, 2_000L);
    }

    @Test
    void shouldRefuseACapThatIsNoTimeSpanInNanoseconds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.between(Duration.ofSeconds(1), ChronoUnit.FOREVER.getDuration()))
                .withMessageContainingAll(
                        "cap", ChronoUnit.FOREVER.getDuration().toString());
    }

    @Test
    void shouldRefuseAResetTimeThatIsNoTimeSpanInNanoseconds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.defaults().resetAfter(ChronoUnit.FOREVER.getDuration()))
                .withMessageContainingAll(
                        "resetAfter", ChronoUnit.FOREVER.getDuration().toString());
    }

    @Test
    void shouldRefuseANegativeResetTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.defaults().resetAfter(Duration.ofMillis(-1)))
                .withMessage("resetAfter must not be negative, was PT-0.001S");
    }

    @Test
    void shouldRefuseANegativeAttempt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.defaults().delay(-1, new Random(1)))
                .withMessage("attempt must not be negative, was -1");
    }

    @Test
    void shouldNameItsBoundsInItsText() {
        assertThat(Backoff.defaults()).hasToString("Backoff[PT1S to PT1M, reset after PT30S]");
    }
}
