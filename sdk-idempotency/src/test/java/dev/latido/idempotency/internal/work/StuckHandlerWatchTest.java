package dev.latido.idempotency.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.internal.VirtualTime;
import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StuckHandlerWatchTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final List<Attempt> left = new ArrayList<>();
    private final HandlerSlots slots = new HandlerSlots(Runnable::run, 2, time.timing());

    /** Stays in its place until the test ends. */
    private class Handling implements HandlerSlots.Turn {

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

    private Attempt attempt(Duration patience) {
        return new Attempt(1, false, patience.toNanos(), time.timing());
    }

    @ParameterizedTest
    @CsvSource({"PT1H, PT1S", "PT16S, PT1S", "PT8S, PT0.5S", "PT0.16S, PT0.01S", "PT0.001S, PT0.01S"})
    void shouldLookSixteenTimesInThePatienceWithinBounds(Duration patience, Duration period) {
        assertThat(new StuckHandlerWatch(slots, patience).period()).isEqualTo(period);
    }

    @Test
    void shouldInterruptFirstAndLeaveBehindAfterAQuarter() {
        Attempt attempt = attempt(PATIENCE);
        slots.submit(new Handling(attempt));
        slots.submit(new Handling(null));
        StuckHandlerWatch stuck = new StuckHandlerWatch(slots, PATIENCE);
        attempt.handling(null);

        time.pass(PATIENCE.minusNanos(1));
        stuck.look();
        assertThat(Thread.interrupted()).as("in time").isFalse();

        time.pass(Duration.ofNanos(1));
        stuck.look();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(left).as("it has a quarter of the patience to end").isEmpty();

        time.pass(PATIENCE.dividedBy(4));
        stuck.look();
        assertThat(left).containsExactly(attempt);
        assertThat(slots.running()).as("its place is free").hasSize(1);
        assertThat(attempt.handled()).as("left behind").isFalse();
    }

    @Test
    void shouldNotLeaveAHandlerBehindWithinTheGrace() {
        StuckHandlerWatch stuck = new StuckHandlerWatch(slots, PATIENCE);
        Attempt attempt = attempt(PATIENCE);
        slots.submit(new Handling(attempt));
        attempt.handling(null);
        time.pass(PATIENCE.multipliedBy(5).dividedBy(4).minusNanos(1));

        stuck.look();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(left).isEmpty();
        assertThat(attempt.handled()).isTrue();
    }

    @Test
    void shouldLeaveNoMoreBehindThanThereArePlaces() {
        StuckHandlerWatch stuck = new StuckHandlerWatch(slots, PATIENCE);
        for (int i = 0; i < 3; i++) {
            Attempt attempt = attempt(PATIENCE);
            slots.submit(new Handling(attempt));
            attempt.handling(null);
            time.pass(PATIENCE.multipliedBy(2));
            stuck.look();
        }

        assertThat(left).hasSize(2);
        assertThat(slots.running()).as("the third keeps its place").hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldFreeThePlaceWhenGoingOnWithoutTheHandlerFails() {
        Attempt attempt = attempt(PATIENCE);
        slots.submit(new Handling(attempt) {
            @Override
            public void goOnWithout(Attempt leftBehind) {
                throw new IllegalStateException("a bug");
            }
        });
        Attempt other = attempt(PATIENCE);
        slots.submit(new Handling(other));
        attempt.handling(null);
        other.handling(null);
        time.pass(PATIENCE.multipliedBy(2));

        new StuckHandlerWatch(slots, PATIENCE).look();

        assertThat(slots.running()).as("the places are free").isEmpty();
        assertThat(left).as("the others are looked at").containsExactly(other);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shouldLeaveBehindAHandlerWhoseStageCannotBeCancelled() {
        CompletableFuture<Void> stage = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                throw new IllegalStateException("the application's own");
            }
        };
        Attempt attempt = attempt(PATIENCE);
        slots.submit(new Handling(attempt));
        attempt.handling(null);
        attempt.goesOn(stage);
        time.pass(PATIENCE.multipliedBy(2));

        new StuckHandlerWatch(slots, PATIENCE).look();

        assertThat(left).containsExactly(attempt);
        assertThat(slots.running()).isEmpty();
    }

    @Test
    void shouldStopAll() {
        Attempt attempt = attempt(PATIENCE);
        slots.submit(new Handling(attempt));
        attempt.handling(null);

        new StuckHandlerWatch(slots, PATIENCE).stopAll();

        assertThat(Thread.interrupted()).isTrue();
    }
}
