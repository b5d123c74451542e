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
        final HandlerSlots turns;

        Named(String name, HandlerSlots turns) {
            this.name = name;
            this.turns = turns;
        }

        @Override
        public void run() {
            run.add(name);
            turns.end(this);
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

        Open(String name, HandlerSlots turns) {
            super(name, turns);
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

    private Open begun(String name, HandlerSlots turns) {
        Open turn = new Open(name, turns);
        turns.submit(turn);
        runAThread();
        return turn;
    }

    @Test
    void shouldCallThreadsOneByOne() {
        HandlerSlots turns = turns(3);
        turns.submit(new Open("1", turns));
        turns.submit(new Open("2", turns));
        turns.submit(new Open("3", turns));
        assertThat(threads).hasSize(1);

        runAThread();
        assertThat(threads).as("each calls the next, if there is more to do").hasSize(1);
        assertThat(run).as("and goes on meanwhile").containsExactly("1", "2");

        runAThread();
        assertThat(threads).isEmpty();
        assertThat(run).containsExactly("1", "2", "3");
        assertThat(turns.running()).hasSize(3);
    }

    @Test
    void shouldRunNoMoreThanThereArePlaces() {
        HandlerSlots turns = turns(2);
        Open first = new Open("1", turns);
        turns.submit(first);
        turns.submit(new Open("2", turns));
        turns.submit(new Named("3", turns));
        while (!threads.isEmpty()) {
            runAThread();
        }
        assertThat(run).containsExactly("1", "2");
        assertThat(turns.othersWait()).isTrue();

        turns.endElsewhere(first);
        runAThread();

        assertThat(run).containsExactly("1", "2", "3");
        assertThat(turns.othersWait()).isFalse();
    }

    @Test
    void shouldTakeTheNextTurnItselfWhenOneIsOver() throws Exception {
        HandlerSlots turns = turns(1);
        turns.submit(new Named("1", turns));
        turns.submit(new Named("2", turns));
        turns.submit(new Named("3", turns));
        runAThread();

        assertThat(run).containsExactly("1", "2", "3");
        assertThat(turns.running()).isEmpty();
        assertThat(turns.awaitIdle(Duration.ZERO)).isTrue();
        assertOnePlaceIsFree(turns);
    }

    private void assertOnePlaceIsFree(HandlerSlots turns) {
        run.clear();
        turns.submit(new Open("next", turns));
        turns.submit(new Open("waits", turns));
        while (!threads.isEmpty()) {
            runAThread();
        }
        assertThat(run).containsExactly("next");
    }

    @Test
    void shouldGiveBackThePlaceOfATurnThatBreaks() {
        HandlerSlots turns = turns(1);
        turns.submit(new Named("1", turns) {
            @Override
            public void run() {
                throw new IllegalStateException("a bug");
            }
        });
        turns.submit(new Named("2", turns));
        runAThread();

        assertThat(run).containsExactly("2");
        assertOnePlaceIsFree(turns);
    }

    @Test
    void shouldGiveBackThePlaceOfAResumedTurnThatBreaks() {
        HandlerSlots turns = turns(1);
        Named broken = new Named("broken", turns) {
            private boolean resumed;

            @Override
            public void run() {
                if (resumed) {
                    throw new IllegalStateException("a bug");
                }
                resumed = true;
            }
        };
        turns.submit(broken);
        runAThread();
        turns.submit(new Named("2", turns));

        turns.resume(() -> turns.run(broken));
        while (!threads.isEmpty()) {
            runAThread();
        }

        assertThat(run).containsExactly("2");
        assertOnePlaceIsFree(turns);
    }

    @Test
    void shouldGoOnWithOthersWhenTheRestOfATurnBreaks() {
        HandlerSlots turns = turns(1);
        Open first = begun("1", turns);
        turns.submit(new Named("2", turns));

        turns.resume(() -> {
            turns.end(first);
            throw new IllegalStateException("a bug");
        });
        while (!threads.isEmpty()) {
            runAThread();
        }

        assertThat(run).containsExactly("1", "2");
    }

    @Test
    void shouldForgetWhatWaitsWhenItIsClosed() throws Exception {
        HandlerSlots turns = turns(1);
        Open first = begun("1", turns);
        turns.submit(new Named("2", turns));
        turns.close();
        turns.submit(new Named("3", turns));

        assertThat(turns.isClosed()).isTrue();
        assertThat(turns.isHalted()).isTrue();
        assertThat(turns.othersWait()).isFalse();
        assertThat(turns.awaitIdle(Duration.ofMillis(1)))
                .as("the first goes on")
                .isFalse();
        turns.endElsewhere(first);
        assertThat(turns.awaitIdle(Duration.ofMillis(1))).isTrue();
        turns.resume();
        assertThat(turns.isHalted()).as("closed for good").isTrue();
        assertThat(threads).isEmpty();
        assertThat(run).containsExactly("1");
    }

    @Test
    void shouldTryAgainWhenTheExecutorIsFull() {
        boolean[] full = {true};
        HandlerSlots turns = new HandlerSlots(
                task -> {
                    if (full[0]) {
                        full[0] = false;
                        throw new RejectedExecutionException("full");
                    }
                    threads.add(task);
                },
                1,
                time.timing());
        turns.submit(new Named("1", turns));
        assertThat(threads).isEmpty();

        time.pass(Duration.ofMillis(100));
        runAThread();

        assertThat(run).containsExactly("1");
        assertOnePlaceIsFree(turns);
    }
}
