package dev.latido.idempotency.internal;

import dev.latido.core.it.DeterministicScheduler;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A subscriber's time that passes when the test says so. Timers and periodic tasks run on the test's thread; pauses are
 * half as long as the backoff allows.
 */
public final class VirtualTime {

    /** The first bit alone: the middle of what is drawn from. */
    private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

    private final DeterministicScheduler scheduler = DeterministicScheduler.create();

    /** The time to build a subscriber with. */
    public Timing timing() {
        return new Timing(clock(), clock()::nanoTime, scheduler, threads -> new Periodic(), () -> MIDDLE);
    }

    /** The clock that it moves. */
    public TestClock clock() {
        return scheduler.clock();
    }

    /** Lets time pass and runs what becomes due. */
    public void pass(Duration time) {
        scheduler.advance(time);
    }

    /** Ends its own tasks alone: the timers go on. */
    private final class Periodic implements Timing.Maintenance {

        private final List<Future<?>> tasks = new CopyOnWriteArrayList<>();

        @Override
        public void every(Duration period, Runnable task) {
            tasks.add(scheduler.scheduleWithFixedDelay(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
        }

        @Override
        public void stop() {
            tasks.forEach(task -> task.cancel(true));
        }
    }
}
