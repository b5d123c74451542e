package dev.latido.core.internal.threads;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task on the threads of a pool, one run at a time. Any number of requests during a run lead to one further run,
 * which sees everything that was done before the requests. Thread-safe; the task runs without a lock.
 */
public final class CoalescedTask {

    private static final Logger log = LoggerFactory.getLogger(CoalescedTask.class);

    private final ScheduledExecutorService pool;
    private final Runnable task;
    private final Runnable run = this::run;
    private final AtomicInteger asked = new AtomicInteger();
    private final Object timer = new Object();

    @GuardedBy("timer")
    private @Nullable Future<?> planned;

    @GuardedBy("timer")
    private long plannedFor;

    /** A task on the threads of the given pool. */
    public CoalescedTask(ScheduledExecutorService pool, Runnable task) {
        this.pool = pool;
        this.task = task;
    }

    /** Asks for a run. */
    public void ask() {
        if (asked.getAndIncrement() == 0) {
            pool.execute(run);
        }
    }

    /** Asks for a run later. If an earlier run is planned, that is enough: it asks again if it has to. */
    public void askIn(long nanos) {
        long at = System.nanoTime() + nanos;
        synchronized (timer) {
            if (planned != null) {
                if (plannedFor - at <= 0) {
                    return;
                }
                planned.cancel(false);
            }
            plannedFor = at;
            planned = pool.schedule(this::askNow, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Cancels the run that is planned for later. Runs that are asked for are not affected. */
    public void cancelPlanned() {
        synchronized (timer) {
            if (planned != null) {
                planned.cancel(false);
                planned = null;
            }
        }
    }

    private void askNow() {
        synchronized (timer) {
            planned = null;
        }
        ask();
    }

    private void run() {
        int seen = asked.get();
        while (seen != 0) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("A round of the SDK failed; this is a bug in Latido or in an outbox", e);
            }
            seen = asked.addAndGet(-seen);
        }
    }
}
