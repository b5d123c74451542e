package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.latido.core.Backoff;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DeterministicSchedulerTest {

    private final DeterministicScheduler scheduler = DeterministicScheduler.create();
    private final List<String> ran = new ArrayList<>();

    private Runnable note(String name) {
        return new Runnable() {
            @Override
            public void run() {
                ran.add(name + " at " + elapsed().toSeconds());
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    private Duration elapsed() {
        return Duration.between(TestClock.START, scheduler.clock().instant());
    }

    @Test
    void shouldRunTasksAtTheirTimesInTheirOrder() {
        scheduler.schedule(note("late"), 3, TimeUnit.SECONDS);
        scheduler.schedule(note("early"), 1, TimeUnit.SECONDS);
        scheduler.schedule(note("early too"), 1, TimeUnit.SECONDS);
        scheduler.execute(note("now"));

        scheduler.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("now at 0", "early at 1", "early too at 1");
        assertThat(elapsed()).isEqualTo(Duration.ofSeconds(2));
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(ran).endsWith("late at 3");
    }

    @Test
    void shouldRunNothingUntilTimePasses() {
        scheduler.execute(note("now"));
        assertThat(ran).isEmpty();

        scheduler.advance(Duration.ZERO);

        assertThat(ran).containsExactly("now at 0");
    }

    @Test
    void shouldRunWhatTasksSubmitOnTheWay() {
        scheduler.schedule(() -> scheduler.schedule(note("child"), 1, TimeUnit.SECONDS), 1, TimeUnit.SECONDS);

        scheduler.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("child at 2");
    }

    @Test
    void shouldRunTasksLateWhenTheClockWasMovedPastThem() {
        scheduler.schedule(note("task"), 1, TimeUnit.SECONDS);

        scheduler.clock().advance(Duration.ofSeconds(5));
        assertThat(scheduler.pending()).containsExactly(new PendingTask(Duration.ofSeconds(-4), Duration.ZERO, "task"));
        scheduler.advance(Duration.ZERO);

        assertThat(ran).containsExactly("task at 5");
    }

    @Test
    void shouldNotMindWhenTheTimeOfTheDayIsSet() {
        scheduler.schedule(note("task"), 1, TimeUnit.SECONDS);

        scheduler.clock().set(TestClock.START.plus(Duration.ofDays(1)));
        scheduler.advance(Duration.ofMillis(999));
        assertThat(ran).isEmpty();
        scheduler.advance(Duration.ofMillis(1));

        assertThat(ran).hasSize(1);
    }

    @Test
    void shouldRunAgainAtAFixedRateOrAfterAFixedDelay() {
        Runnable slow = () -> {
            note("rate").run();
            scheduler.clock().advance(Duration.ofSeconds(2));
        };
        scheduler.scheduleAtFixedRate(slow, 1, 3, TimeUnit.SECONDS);
        scheduler.advance(Duration.ofSeconds(7));
        assertThat(ran).containsExactly("rate at 1", "rate at 4", "rate at 7");
        scheduler.shutdownNow();

        DeterministicScheduler other = DeterministicScheduler.on(TestClock.create());
        List<Duration> times = new ArrayList<>();
        other.scheduleWithFixedDelay(
                () -> {
                    times.add(Duration.between(TestClock.START, other.clock().instant()));
                    other.clock().advance(Duration.ofSeconds(2));
                },
                1,
                3,
                TimeUnit.SECONDS);
        other.advance(Duration.ofSeconds(11));

        assertThat(times).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofSeconds(11));
    }

    @Test
    void shouldListWhatIsPending() {
        scheduler.scheduleAtFixedRate(note("beat"), 2, 5, TimeUnit.SECONDS);
        scheduler.schedule(note("once"), 1, TimeUnit.SECONDS);
        scheduler.schedule(note("never"), 1, TimeUnit.SECONDS).cancel(false);

        assertThat(scheduler.pending())
                .containsExactly(
                        new PendingTask(Duration.ofSeconds(1), Duration.ZERO, "once"),
                        new PendingTask(Duration.ofSeconds(2), Duration.ofSeconds(5), "beat"));
    }

    @Test
    void shouldRunUntilNothingIsLeft() {
        scheduler.schedule(() -> scheduler.schedule(note("second"), 1, TimeUnit.DAYS), 1, TimeUnit.DAYS);

        scheduler.runUntilIdle(2);

        assertThat(ran).containsExactly("second at " + Duration.ofDays(2).toSeconds());
    }

    @Test
    void shouldSayWhatIsLeftWhenItNeverIsIdle() {
        scheduler.scheduleAtFixedRate(note("beat"), 1, 1, TimeUnit.SECONDS);

        assertThatIllegalStateException()
                .isThrownBy(() -> scheduler.runUntilIdle(10))
                .withMessageContainingAll("not idle after 10 runs", "beat");
        assertThat(ran).hasSize(10);
    }

    @Test
    void shouldKeepATasksExceptionInItsFutureAndGoOn() throws Exception {
        IllegalStateException failure = new IllegalStateException("on purpose");
        ScheduledFuture<?> broken = scheduler.schedule(
                (Runnable) () -> {
                    throw failure;
                },
                1,
                TimeUnit.SECONDS);
        ScheduledFuture<?> beat = scheduler.scheduleAtFixedRate(
                () -> {
                    note("beat").run();
                    throw failure;
                },
                1,
                1,
                TimeUnit.SECONDS);
        ScheduledFuture<String> sound = scheduler.schedule(() -> "result", 2, TimeUnit.SECONDS);

        scheduler.advance(Duration.ofSeconds(5));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(broken::get)
                .withCause(failure);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(beat::get)
                .withCause(failure);
        assertThat(ran).containsExactly("beat at 1");
        assertThat(sound.get()).isEqualTo("result");
        assertThat(scheduler.pending()).isEmpty();
    }

    @Test
    void shouldNotWaitForAFuture() throws Exception {
        Future<String> future = scheduler.submit(() -> "result");

        assertThatIllegalStateException().isThrownBy(future::get).withMessageContaining("advance()");
        assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(1, TimeUnit.DAYS));
        assertThat(scheduler.awaitTermination(1, TimeUnit.DAYS)).isFalse();

        scheduler.advance(Duration.ZERO);
        assertThat(future.get()).isEqualTo("result");
        assertThat(future.get(1, TimeUnit.NANOSECONDS)).isEqualTo("result");
    }

    @Test
    void shouldForgetACancelledTask() {
        ScheduledFuture<?> once = scheduler.schedule(note("once"), 1, TimeUnit.SECONDS);
        ScheduledFuture<?>[] beat = new ScheduledFuture<?>[1];
        beat[0] = scheduler.scheduleAtFixedRate(
                () -> {
                    note("beat").run();
                    beat[0].cancel(false);
                },
                1,
                1,
                TimeUnit.SECONDS);

        assertThat(once.cancel(false)).isTrue();
        scheduler.advance(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("beat at 1");
        assertThatExceptionOfType(CancellationException.class).isThrownBy(once::get);
        assertThat(scheduler.pending()).isEmpty();
    }

    @Test
    void shouldLetDelayedTasksRunAfterTheShutdownButNoPeriodicOnes() {
        scheduler.schedule(note("once"), 1, TimeUnit.SECONDS);
        ScheduledFuture<?> beat = scheduler.scheduleAtFixedRate(note("beat"), 1, 1, TimeUnit.SECONDS);

        scheduler.shutdown();

        assertThat(scheduler.isShutdown()).isTrue();
        assertThat(scheduler.isTerminated()).isFalse();
        assertThat(beat.isCancelled()).isTrue();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> scheduler.execute(note("more")));
        scheduler.advance(Duration.ofSeconds(3));
        assertThat(ran).containsExactly("once at 1");
        assertThat(scheduler.isTerminated()).isTrue();
    }

    @Test
    void shouldHandBackWhatItDidNotRunWhenStoppedNow() {
        scheduler.schedule(note("second"), 2, TimeUnit.SECONDS);
        scheduler.schedule(note("first"), 1, TimeUnit.SECONDS);

        List<Runnable> left = scheduler.shutdownNow();

        assertThat(left).hasSize(2);
        assertThat(scheduler.isTerminated()).isTrue();
        left.get(0).run();
        assertThat(ran).containsExactly("first at 0");
    }

    @Test
    void shouldTellTheRestOfADelay() {
        ScheduledFuture<?> task = scheduler.schedule(note("task"), 5, TimeUnit.SECONDS);

        scheduler.advance(Duration.ofSeconds(2));

        assertThat(task.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(3_000);
    }

    @Test
    void shouldTakeDelaysThatNeverEnd() {
        scheduler.schedule(note("never"), Long.MAX_VALUE, TimeUnit.DAYS);
        scheduler.schedule(note("at once"), Long.MIN_VALUE, TimeUnit.DAYS);

        scheduler.advance(Duration.ofDays(1));

        assertThat(ran).containsExactly("at once at 0");
        assertThat(scheduler.pending())
                .singleElement()
                .satisfies(task -> assertThat(task.remaining()).isGreaterThan(Duration.ofDays(100_000)));
    }

    @Test
    void shouldRunAtOnceWhatIsInvokedTogether() throws Exception {
        Callable<String> broken = () -> {
            throw new IllegalStateException("on purpose");
        };

        List<Future<String>> all = scheduler.invokeAll(List.of(() -> "a", broken));

        assertThat(all.get(0).get()).isEqualTo("a");
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(all.get(1)::get);
        assertThat(scheduler.invokeAny(List.of(broken, () -> "b"))).isEqualTo("b");
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> scheduler.invokeAny(List.of(broken)));
    }

    @Test
    void shouldRefuseThatATaskLetsTimePass() {
        ScheduledFuture<?> task =
                scheduler.schedule(() -> scheduler.advance(Duration.ofSeconds(1)), 1, TimeUnit.SECONDS);

        scheduler.advance(Duration.ofSeconds(1));

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(task::get)
                .withCauseInstanceOf(IllegalStateException.class)
                .withMessageContaining("time is passing already");
    }

    @Test
    void shouldRefuseTimesThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.advance(Duration.ofSeconds(-1)))
                .withMessage("time must not be negative, was PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.runUntilIdle(0))
                .withMessage("limit must be at least 1, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.scheduleAtFixedRate(note("beat"), 0, 0, TimeUnit.SECONDS))
                .withMessage("period must be above zero, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.scheduleWithFixedDelay(note("beat"), 0, -1, TimeUnit.SECONDS))
                .withMessage("delay must be above zero, was -1");
    }

    @Test
    @SuppressWarnings("NullAway") // the point of the test
    void shouldNameTheParameterWhenItIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> DeterministicScheduler.on(null))
                .withMessage("clock must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> scheduler.advance(null))
                .withMessage("time must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> scheduler.execute(null))
                .withMessage("command must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> scheduler.schedule(note("task"), 1, null))
                .withMessage("unit must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> scheduler.submit((Callable<?>) null))
                .withMessage("task must not be null");
    }

    /** A task that schedules itself again, with the delays of core's backoff: an hour of them in no time. */
    @Test
    void shouldRunAnHourOfTasksThatScheduleThemselvesAgainWhenAdvanced() {
        RandomGenerator random = new Random(1);
        List<Duration> attempts = new ArrayList<>();
        retry(0, random, attempts);

        scheduler.advance(Duration.ofHours(1));

        assertThat(attempts).hasSizeBetween(60, 200).isSorted();
        assertThat(attempts.get(0)).isBetween(Duration.ZERO, Backoff.DEFAULT_INITIAL);
        for (int i = 1; i < attempts.size(); i++) {
            assertThat(attempts.get(i).minus(attempts.get(i - 1))).isBetween(Duration.ZERO, Backoff.DEFAULT_CAP);
        }
    }

    private void retry(int attempt, RandomGenerator random, List<Duration> attempts) {
        Runnable task = () -> {
            attempts.add(elapsed());
            retry(attempt + 1, random, attempts);
        };
        Duration delay = Backoff.defaults().delay(attempt, random);
        scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
