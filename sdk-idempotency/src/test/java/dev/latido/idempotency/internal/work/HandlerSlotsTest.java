package dev.latido.idempotency.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.idempotency.internal.VirtualTime;
import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Turns on threads that the test plays itself: a task of the executor runs when the test says so. */
class HandlerSlotsTest {

    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> run = new ArrayList<>();
    private final VirtualTime time = new VirtualTime();

    private class Named implements HandlerSlots.Turn {

        final String name;
        final HandlerSlots slots;

        Named(String name, HandlerSlots slots) {
            this.name = name;
            this.slots = slots;
        }

        @Override
        public void run() {
            run.add(name);
            slots.end(this);
        }

        @Override
        public @Nullable Attempt attempt() {
            return null;
        }

        @Override
        public void goOnWithout(Attempt leftBehind) {
            throw new AssertionError("nothing is left behind");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Goes on until the test ends it. */
    private final class Open extends Named {

        Open(String name, HandlerSlots slots) {
            super(name, slots);
        }

        @Override
        public void run() {
            run.add(name);
        }
    }

    private HandlerSlots turns(int places) {
        return new HandlerSlots(threads::add, places, time.timing());
    }

    private void runAThread() {
        threads.remove().run();
    }

    private Open begun(String name, HandlerSlots slots) {
        Open turn = new Open(name, slots);
        slots.submit(turn);
        runAThread();
        return turn;
    }

    @Test
    void shouldCallThreadsOneByOne() {
        HandlerSlots slots = turns(3);
        slots.submit(new Open("1", slots));
        slots.submit(new Open("2", slots));
        slots.submit(new Open("3", slots));
        assertThat(threads).hasSize(1);

        runAThread();
        assertThat(threads).as("each calls the next, if there is more to do").hasSize(1);
        assertThat(run).as("and goes on meanwhile").containsExactly("1", "2");

        runAThread();
        assertThat(threads).isEmpty();
        assertThat(run).containsExactly("1", "2", "3");
        assertThat(slots.running()).hasSize(3);
    }

    @Test
    void shouldRunNoMoreThanThereArePlaces() {
        HandlerSlots slots = turns(2);
        Open first = new Open("1", slots);
        slots.submit(first);
        slots.submit(new Open("2", slots));
        slots.submit(new Named("3", slots));
        while (!threads.isEmpty()) {
            runAThread();
        }
        assertThat(run).containsExactly("1", "2");
        assertThat(slots.othersWait()).isTrue();

        slots.endElsewhere(first);
        runAThread();

        assertThat(run).containsExactly("1", "2", "3");
        assertThat(slots.othersWait()).isFalse();
    }

    @Test
    void shouldTakeTheNextTurnItselfWhenOneIsOver() throws Exception {
        HandlerSlots slots = turns(1);
        slots.submit(new Named("1", slots));
        slots.submit(new Named("2", slots));
        slots.submit(new Named("3", slots));
        runAThread();

        assertThat(run).containsExactly("1", "2", "3");
        assertThat(slots.running()).isEmpty();
        assertThat(slots.awaitIdle(Duration.ZERO)).isTrue();
        assertOnePlaceIsFree(slots);
    }

    private void assertOnePlaceIsFree(HandlerSlots slots) {
        run.clear();
        slots.submit(new Open("next", slots));
        slots.submit(new Open("waits", slots));
        while (!threads.isEmpty()) {
            runAThread();
        }
        assertThat(run).containsExactly("next");
    }

    @Test
    void shouldGiveBackThePlaceOfATurnThatBreaks() {
        HandlerSlots slots = turns(1);
        slots.submit(new Named("1", slots) {
            @Override
            public void run() {
                throw new IllegalStateException("a bug");
            }
        });
        slots.submit(new Named("2", slots));
        runAThread();

        assertThat(run).containsExactly("2");
        assertOnePlaceIsFree(slots);
    }

    @Test
    void shouldGiveBackThePlaceOfAResumedTurnThatBreaks() {
        HandlerSlots slots = turns(1);
        Named broken = new Named("broken", slots) {
            private boolean resumed;

            @Override
            public void run() {
                if (resumed) {
                    throw new IllegalStateException("a bug");
                }
                resumed = true;
            }
        };
        slots.submit(broken);
        runAThread();
        slots.submit(new Named("2", slots));

        slots.resume(() -> slots.run(broken));
        while (!threads.isEmpty()) {
            runAThread();
        }

        assertThat(run).containsExactly("2");
        assertOnePlaceIsFree(slots);
    }

    @Test
    void shouldGoOnWithOthersWhenTheRestOfATurnBreaks() {
        HandlerSlots slots = turns(1);
        Open first = begun("1", slots);
        slots.submit(new Named("2", slots));

        slots.resume(() -> {
            slots.end(first);
            throw new IllegalStateException("a bug");
        });
        while (!threads.isEmpty()) {
            runAThread();
        }

        assertThat(run).containsExactly("1", "2");
    }

    @Test
    void shouldForgetWhatWaitsWhenItIsClosed() throws Exception {
        HandlerSlots slots = turns(1);
        Open first = begun("1", slots);
        slots.submit(new Named("2", slots));
        slots.close();
        slots.submit(new Named("3", slots));

        assertThat(slots.isClosed()).isTrue();
        assertThat(slots.isHalted(first)).isTrue();
        assertThat(slots.othersWait()).isFalse();
        assertThat(slots.awaitIdle(Duration.ofMillis(1)))
                .as("the first goes on")
                .isFalse();
        slots.endElsewhere(first);
        assertThat(slots.awaitIdle(Duration.ofMillis(1))).isTrue();
        slots.resume();
        assertThat(slots.isHalted(first)).as("closed for good").isTrue();
        assertThat(threads).isEmpty();
        assertThat(run).containsExactly("1");
    }

    @Test
    void shouldTryAgainWhenTheExecutorIsFull() {
        assertRetriedAfter(() -> {
            throw new RejectedExecutionException("full");
        });
    }

    @Test
    void shouldTryAgainWhenTheMachineHasNoThread() {
        assertRetriedAfter(() -> {
            throw new OutOfMemoryError("unable to create native thread, planned");
        });
    }

    private void assertRetriedAfter(Runnable failure) {
        boolean[] failing = {true};
        HandlerSlots slots = new HandlerSlots(
                task -> {
                    if (failing[0]) {
                        failing[0] = false;
                        failure.run();
                    }
                    threads.add(task);
                },
                1,
                time.timing());
        slots.submit(new Named("1", slots));
        assertThat(threads).isEmpty();

        time.pass(Duration.ofMillis(100));
        runAThread();

        assertThat(run).containsExactly("1");
        assertOnePlaceIsFree(slots);
    }
}
