package dev.latido.core.internal.threads;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again, one run at a time, on the threads of a pool. However often it is asked for meanwhile, one
 * more run follows, and that one sees all that was done before it was asked for. Thread-safe.
 */
final class CoalescedTask {

    private static final Logger log = LoggerFactory.getLogger(CoalescedTask.class);

    private final ScheduledExecutorService pool;
    private final Runnable task;
    private final AtomicInteger asked = new AtomicInteger();
    private final Object timer = new Object();
    private @Nullable Future<?> planned;
    private long plannedFor;

    CoalescedTask(ScheduledExecutorService pool, Runnable task) {
        this.pool = pool;
        this.task = task;
    }

    void ask() {
        if (asked.getAndIncrement() == 0) {
            pool.execute(this::run);
        }
    }

    /** Asks later; an earlier one that is planned is enough, for its run will ask again if need be. */
    void askIn(long nanos) {
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
