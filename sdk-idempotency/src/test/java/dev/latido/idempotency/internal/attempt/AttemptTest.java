package dev.latido.idempotency.internal.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.internal.VirtualTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AttemptTest {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();
    private final Attempt attempt = new Attempt(1, false, PATIENCE.toNanos(), time.timing());

    private long overrun() {
        return attempt.overrun(time.clock().nanoTime());
    }

    @Test
    void shouldNotOverrunWhileTheStoreIsAtWork() {
        time.pass(PATIENCE.multipliedBy(100));

        assertThat(overrun()).isEqualTo(Long.MIN_VALUE);
        assertThat(attempt.leaveBehind()).isFalse();
        attempt.stop();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shouldOverrunWhenTheHandlerTakesLongerThanThePatience() {
        time.pass(PATIENCE);
        attempt.handling(null);

        time.pass(PATIENCE.minusNanos(1));
        assertThat(overrun()).isEqualTo(-1);
        time.pass(PATIENCE);
        assertThat(overrun()).isEqualTo(PATIENCE.toNanos() - 1);
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
        time.pass(Duration.ofMillis(400));
        attempt.handled();
        time.pass(PATIENCE);

        assertThat(attempt.handlingTime()).isEqualTo(Duration.ofMillis(400).toNanos());
        assertThat(attempt.isLast(Duration.ofMillis(600))).isTrue();
        assertThat(attempt.isLast(Duration.ofMillis(600).minusNanos(1))).isFalse();
    }
}
