package dev.latido.idempotency.internal.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AttemptTest {

    private static final long SECOND = 1_000_000_000L;

    private final Attempt attempt = new Attempt(1, false, SECOND);

    @Test
    void shouldNotOverrunWhileTheStoreIsAtWork() {
        assertThat(attempt.overrun(System.nanoTime() + 100 * SECOND)).isEqualTo(Long.MIN_VALUE);
        assertThat(attempt.leaveBehind()).isFalse();
        attempt.stop();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldOverrunWhenTheHandlerTakesLongerThanThePatience() {
        attempt.handling(null);

        assertThat(attempt.overrun(System.nanoTime())).isNegative();
        assertThat(attempt.overrun(System.nanoTime() + 2 * SECOND)).isGreaterThanOrEqualTo(SECOND / 2);
    }

    @Test
    void shouldInterruptTheHandlerAndNothingAfterIt() {
        attempt.handling(null);
        attempt.stop();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();

        assertThat(attempt.handled()).isTrue();

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        attempt.stop();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldKeepAnInterruptThatIsNotItsOwn() {
        attempt.handling(null);
        Thread.currentThread().interrupt();

        attempt.handled();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldCancelTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        attempt.handling(7L);
        attempt.goesOn(stage);

        attempt.stop();

        assertThat(stage).isCancelled();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void shouldSayWhenItWasLeftBehind() {
        attempt.handling(7L);

        assertThat(attempt.leaveBehind()).isTrue();

        assertThat(attempt.fence()).isEqualTo(7L);
        assertThat(attempt.handled()).isFalse();
    }

    @Test
    void shouldBeTheLastWhenThePauseIsLongerThanWhatIsLeft() {
        attempt.handling(null);
        attempt.handled();

        assertThat(attempt.isLast(Duration.ofSeconds(1))).isTrue();
        assertThat(attempt.isLast(Duration.ofMillis(1))).isFalse();
    }
}
