package dev.latido.core.it;

import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that runs its tasks in virtual time, on the thread that lets the time pass: no sleeping, no chance.
 *
 * <pre>{@code
 * DeterministicScheduler scheduler = DeterministicScheduler.create();
 * reconnectWith(scheduler);
 * scheduler.advance(Duration.ofMinutes(1));          // every attempt of that minute has been made
 * }</pre>
 *
 * <p>Tasks run only in {@link #advance} and {@link #runUntilIdle}, in the order of their times and, at the same time, of
 * their submission; while one runs, {@link #clock()} shows the time that it was due. Advancing the clock itself makes
 * tasks due, and they run in the next {@code advance}, late.
 *
 * <p>A task that throws is reported as by the JDK's scheduler: its future carries the exception, a periodic task is not
 * run again, and the others go on. {@link #shutdown()} too does as there: periodic tasks end, the others still run.
 *
 * <p>Nothing waits: {@code get()} of a future whose task did not run throws {@link IllegalStateException},
 * {@code get(timeout, unit)} throws {@link java.util.concurrent.TimeoutException} at once, {@link #awaitTermination}
 * answers at once. {@code invokeAll} and {@code invokeAny} run their tasks in the call.
 *
 * <p>Tasks may be submitted and cancelled from any thread; one thread at a time lets time pass.
 */
public final class DeterministicScheduler implements ScheduledExecutorService {

    private final TestClock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock driving = new ReentrantLock();
    private final PriorityQueue<VirtualTask<?>> queue = new PriorityQueue<>();
    private long submissions;
    private boolean shutdown;

    private DeterministicScheduler(TestClock clock) {
        this.clock = clock;
    }

    /**
     * A scheduler with a clock of its own.
     *
     * @return the scheduler
     */
    public static DeterministicScheduler create() {
        return on(TestClock.create());
    }

    /**
     * A scheduler that moves a given clock. A clock belongs to one scheduler.
     *
     * @param clock the clock
     * @return the scheduler
     */
    public static DeterministicScheduler on(TestClock clock) {
        return new DeterministicScheduler(Objects.requireNonNull(clock, "clock must not be null"));
    }

    /**
     * The clock whose time it is.
     *
     * @return the clock
     */
    public TestClock clock() {
        return clock;
    }

    /**
     * Lets time pass and runs what becomes due on the way, also what the tasks themselves submit. With
     * {@link Duration#ZERO}, runs what is due now.
     *
     * @param time how much, zero or more
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if called by a task or by two threads at once
     */
    public void advance(Duration time) {
        Objects.requireNonNull(time, "time must not be null");
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative, was " + time);
        }
        drive(() -> {
            Duration end = clock.elapsed().plus(time);
            for (VirtualTask<?> task = next(end); task != null; task = next(end)) {
                runAtItsTime(task);
            }
            moveTo(end);
        });
    }

    /**
     * Runs tasks, letting as much time pass as they need, until none is left.
     *
     * @param limit how many runs at most, from 1: a periodic task never ends
     * @throws IllegalArgumentException if the limit is below 1
     * @throws IllegalStateException if tasks are left after that many runs, or if called by a task or by two threads at
     *     once
     */
    public void runUntilIdle(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        drive(() -> {
            for (int run = 0; run < limit; run++) {
                VirtualTask<?> task = next(null);
                if (task == null) {
                    return;
                }
                runAtItsTime(task);
            }
            List<PendingTask> left = pending();
            if (!left.isEmpty()) {
                throw new IllegalStateException("not idle after " + limit + " runs, still pending: " + left);
            }
        });
    }

    private void drive(Runnable rounds) {
        if (driving.isHeldByCurrentThread() || !driving.tryLock()) {
            throw new IllegalStateException(
                    "time is passing already: a task or another thread must not advance it too");
        }
        try {
            rounds.run();
        } finally {
            driving.unlock();
        }
    }

    private void runAtItsTime(VirtualTask<?> task) {
        moveTo(task.due);
        task.run();
    }

    private void moveTo(Duration elapsed) {
        Duration missing = elapsed.minus(clock.elapsed());
        if (!missing.isNegative()) {
            clock.advance(missing);
        }
    }

    /** Takes the next task out, if it is due by then; {@code null} for whenever it is. */
    private @Nullable VirtualTask<?> next(@Nullable Duration end) {
        lock.lock();
        try {
            VirtualTask<?> first = queue.peek();
            return first != null && (end == null || first.due.compareTo(end) <= 0) ? queue.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What it has yet to run, the next one first. Cancelled tasks are not among them.
     *
     * @return an immutable snapshot
     */
    public List<PendingTask> pending() {
        lock.lock();
        try {
            Duration now = clock.elapsed();
            return queue.stream().sorted().map(task -> task.pending(now)).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void execute(Runnable command) {
        schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public Future<?> submit(Runnable task) {
        Objects.requireNonNull(task, "task must not be null");
        return enqueue(once(Executors.callable(task), task), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> Future<T> submit(Runnable task, T result) {
        Objects.requireNonNull(task, "task must not be null");
        return enqueue(once(Executors.callable(task, result), task), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public <T> Future<T> submit(Callable<T> task) {
        Objects.requireNonNull(task, "task must not be null");
        return enqueue(once(task, task), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Objects.requireNonNull(command, "command must not be null");
        return enqueue(once(Executors.callable(command), command), delay, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        Objects.requireNonNull(callable, "callable must not be null");
        return enqueue(once(callable, callable), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return periodic(command, initialDelay, positive(period, "period"), unit, true);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return periodic(command, initialDelay, positive(delay, "delay"), unit, false);
    }

    private ScheduledFuture<?> periodic(Runnable command, long initialDelay, long period, TimeUnit unit, boolean rate) {
        Objects.requireNonNull(command, "command must not be null");
        Objects.requireNonNull(unit, "unit must not be null");
        Duration every = Duration.ofNanos(unit.toNanos(period));
        return enqueue(new VirtualTask<>(Executors.callable(command), command, every, rate), initialDelay, unit);
    }

    private static long positive(long period, String name) {
        if (period < 1) {
            throw new IllegalArgumentException(name + " must be above zero, was " + period);
        }
        return period;
    }

    private <V extends @Nullable Object> VirtualTask<V> once(Callable<V> callable, Object origin) {
        return new VirtualTask<>(callable, origin, Duration.ZERO, false);
    }

    private <V extends @Nullable Object> VirtualTask<V> enqueue(VirtualTask<V> task, long delay, TimeUnit unit) {
        Objects.requireNonNull(unit, "unit must not be null");
        lock.lock();
        try {
            if (shutdown) {
                throw new RejectedExecutionException("the scheduler is shut down");
            }
            enqueue(task, clock.elapsed().plusNanos(unit.toNanos(Math.max(0, delay))));
            return task;
        } finally {
            lock.unlock();
        }
    }

    private void enqueue(VirtualTask<?> task, Duration due) {
        task.due = due;
        task.submission = submissions++;
        queue.add(task);
    }

    private void enqueueAgain(VirtualTask<?> task) {
        lock.lock();
        try {
            if (shutdown) {
                task.cancel(false);
            } else if (!task.isDone()) {
                Duration from = task.fixedRate ? task.due : clock.elapsed();
                enqueue(task, from.plus(task.period));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) {
        List<Future<T>> futures = new ArrayList<>();
        for (Callable<T> task : tasks) {
            FutureTask<T> future = new FutureTask<>(Objects.requireNonNull(task, "task must not be null"));
            future.run();
            futures.add(future);
        }
        return futures;
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) {
        return invokeAll(tasks);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws ExecutionException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty");
        }
        Exception last = null;
        for (Callable<T> task : tasks) {
            try {
                return task.call();
            } catch (Exception e) {
                last = e;
            }
        }
        throw new ExecutionException(last);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws ExecutionException {
        return invokeAny(tasks);
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            shutdown = true;
            queue.stream().filter(VirtualTask::isPeriodic).toList().forEach(task -> task.cancel(false));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        lock.lock();
        try {
            shutdown = true;
            List<Runnable> left = new ArrayList<>(queue.stream().sorted().toList());
            queue.clear();
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Drops what is pending and takes no more tasks. Unlike that of the JDK's executors, it does not wait. */
    public void close() {
        shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return shutdown;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return shutdown && queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Says at once whether it is terminated: virtual time does not pass by waiting. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isTerminated();
    }

    @Override
    public String toString() {
        return "DeterministicScheduler[" + clock.instant() + ", pending " + pending() + "]";
    }

    /** A task and its place in time. */
    private final class VirtualTask<V extends @Nullable Object> extends DueTask<V> {

        private final String description;
        private final Duration period;
        private final boolean fixedRate;

        VirtualTask(Callable<V> callable, Object origin, Duration period, boolean fixedRate) {
            super(callable);
            this.description = origin.toString();
            this.period = period;
            this.fixedRate = fixedRate;
        }

        @Override
        public boolean isPeriodic() {
            return !period.isZero();
        }

        PendingTask pending(Duration now) {
            return new PendingTask(due.minus(now), period, description);
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset()) {
                enqueueAgain(this);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            lock.lock();
            try {
                queue.remove(this);
            } finally {
                lock.unlock();
            }
            return cancelled;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due.minus(clock.elapsed()));
        }
    }
}
