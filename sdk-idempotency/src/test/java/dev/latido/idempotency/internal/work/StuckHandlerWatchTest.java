package dev.latido.idempotency.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StuckHandlerWatchTest {

    private static final Duration PATIENCE = Duration.ofMillis(40);

    private final List<Attempt> left = new ArrayList<>();
    private final HandlerSlots turns = new HandlerSlots(Runnable::run, 2);

    /** Stays in its place until the test ends. */
    private final class Handling implements HandlerSlots.Turn {

        private final @Nullable Attempt attempt;

        private Handling(@Nullable Attempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void run() {
            // Its handler is the test's.
        }

        @Override
        public @Nullable Attempt attempt() {
            return attempt;
        }

        @Override
        public void goOnWithout(Attempt leftBehind) {
            left.add(leftBehind);
        }
    }

    private static Attempt attempt(Duration patience) {
        return new Attempt(1, false, patience.toNanos());
    }

    /** Without a look at interrupts, which the tests look for. */
    private static void wait(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end <= 0) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"PT1H, PT1S", "PT16S, PT1S", "PT8S, PT0.5S", "PT0.16S, PT0.01S", "PT0.001S, PT0.01S"})
    void shouldLookSixteenTimesInThePatienceWithinBounds(Duration patience, Duration period) {
        assertThat(new StuckHandlerWatch(turns, patience).period()).isEqualTo(period);
    }

    @Test
    void shouldInterruptFirstAndLeaveBehindAfterAQuarter() {
        Attempt attempt = attempt(PATIENCE);
        turns.submit(new Handling(attempt));
        turns.submit(new Handling(null));
        StuckHandlerWatch stuck = new StuckHandlerWatch(turns, PATIENCE);
        attempt.handling(null);

        stuck.look();
        assertThat(Thread.interrupted()).as("in time").isFalse();

        wait(PATIENCE.multipliedBy(5).dividedBy(4));
        stuck.look();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(left).containsExactly(attempt);
        assertThat(turns.running()).as("its place is free").hasSize(1);
        assertThat(attempt.handled()).as("left behind").isFalse();
    }

    @Test
    void shouldNotLeaveAHandlerBehindWithinTheGrace() {
        // A quarter of the patience more than the test can take.
        StuckHandlerWatch stuck = new StuckHandlerWatch(turns, Duration.ofHours(1));
        Attempt attempt = attempt(Duration.ZERO);
        turns.submit(new Handling(attempt));
        attempt.handling(null);
        wait(Duration.ofMillis(1));

        stuck.look();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(left).isEmpty();
        assertThat(attempt.handled()).isTrue();
    }

    @Test
    void shouldLeaveNoMoreBehindThanThereArePlaces() {
        StuckHandlerWatch stuck = new StuckHandlerWatch(turns, Duration.ofNanos(4));
        for (int i = 0; i < 3; i++) {
            Attempt attempt = attempt(Duration.ZERO);
            turns.submit(new Handling(attempt));
            attempt.handling(null);
            wait(Duration.ofMillis(1));
            stuck.look();
        }

        assertThat(left).hasSize(2);
        assertThat(turns.running()).as("the third keeps its place").hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldStopAll() {
        Attempt attempt = attempt(PATIENCE);
        turns.submit(new Handling(attempt));
        attempt.handling(null);

        new StuckHandlerWatch(turns, PATIENCE).stopAll();

        assertThat(Thread.interrupted()).isTrue();
    }
}
