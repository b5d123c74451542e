package dev.latido.idempotency.internal;

import dev.latido.core.Backoff;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.threads.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of a subscriber: its clocks, its timers and the jitter of its pauses. Tests replace it with a time that they
 * control. Thread-safe.
 */
public final class Timing {

    private static final Logger log = LoggerFactory.getLogger(Timing.class);

    private static final Timing SYSTEM = new Timing(
            SteadyClock.shared(), System::nanoTime, SdkThreads.shared(), OwnThreads::named, ThreadLocalRandom::current);

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timers;
    private final Function<String, Maintenance> maintenance;
    private final Supplier<? extends RandomGenerator> jitter;

    /** The timers that wait. */
    private final Set<Timer> pending = ConcurrentHashMap.newKeySet();

    private volatile boolean ended;

    /**
     * Creates the time of a subscriber.
     *
     * @param timers runs short tasks that do not block
     * @param maintenance creates the periodic tasks of a subscriber, for threads of the given name
     */
    Timing(
            InstantSource clock,
            LongSupplier nanoTime,
            ScheduledExecutorService timers,
            Function<String, Maintenance> maintenance,
            Supplier<? extends RandomGenerator> jitter) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.timers = timers;
        this.maintenance = maintenance;
        this.jitter = jitter;
    }

    /** Returns the time of this machine, with the SDK's threads and random jitter. */
    public static Timing system() {
        return SYSTEM;
    }

    /** Returns the time by a clock that never jumps, for comparison with that of a session. */
    public Instant now() {
        return clock.instant();
    }

    /** Returns a count of nanoseconds of which only differences mean something. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** Returns the same time with timers of its own, for one subscriber, which ends them. */
    public Timing withOwnTimers() {
        return new Timing(clock, nanoTime, timers, maintenance, jitter);
    }

    /** Runs a short task that does not block after a pause; does nothing after {@link #endTimers}. */
    public Future<?> after(Duration pause, Runnable task) {
        Timer timer = new Timer(task);
        pending.add(timer);
        timer.plan(pause);
        if (ended) {
            timer.cancel(false);
        }
        return timer;
    }

    /** Cancels the timers of this time. They would keep a closed subscriber in memory. */
    public void endTimers() {
        ended = true;
        pending.forEach(timer -> timer.cancel(false));
    }

    /** A task that is due after a pause. */
    private final class Timer extends FutureTask<@Nullable Void> {

        private volatile @Nullable Future<?> planned;

        private Timer(Runnable task) {
            super(task, null);
        }

        private void plan(Duration pause) {
            planned = timers.schedule(this, pause.toNanos(), TimeUnit.NANOSECONDS);
            if (isCancelled()) {
                done();
            }
        }

        @Override
        protected void done() {
            pending.remove(this);
            Future<?> due = planned;
            if (due != null && isCancelled()) {
                due.cancel(false);
            }
        }
    }

    /** Draws the pause after a failure, given the number of failures in a row before it. */
    public Duration pause(Backoff backoff, int failures) {
        return backoff.delay(failures, jitter.get());
    }

    /** Creates the periodic tasks of a subscriber, none at first; the caller stops them. */
    public Maintenance maintenance(String threads) {
        return maintenance.apply(threads);
    }

    /**
     * Periodic tasks that may block, on threads of their own: leases must be renewed while every handler thread is
     * busy.
     */
    public interface Maintenance {

        /**
         * Runs a task repeatedly, with a pause of one period between the end of a run and the start of the next; does
         * nothing after {@link #stop}.
         */
        void every(Duration period, Runnable task);

        /** Starts no further run, and interrupts those in progress. */
        void stop();
    }

    private record OwnThreads(ScheduledExecutorService threads) implements Maintenance {

        /** While a purge waits for a connection that stuck handlers hold, those handlers must still be interrupted. */
        private static final int THREADS = 2;

        static Maintenance named(String name) {
            return new OwnThreads(Executors.newScheduledThreadPool(THREADS, task -> {
                Thread thread = new Thread(task, name);
                thread.setDaemon(true);
                return thread;
            }));
        }

        @Override
        public void every(Duration period, Runnable task) {
            long nanos = Math.max(1, period.toNanos());
            try {
                threads.scheduleWithFixedDelay(() -> run(task), nanos, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                log.debug("a periodic task does not begin, because the subscriber is closed", e);
            }
        }

        /** A task that throws is not scheduled again, and leases would no longer be renewed. */
        private static void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("a periodic task failed and will run again", e);
            }
        }

        @Override
        public void stop() {
            threads.shutdownNow();
        }
    }
}
