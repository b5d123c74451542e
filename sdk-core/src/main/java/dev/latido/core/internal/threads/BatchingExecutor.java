package dev.latido.core.internal.threads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short tasks on the threads of a pool, several at a time, and many in one turn. A pool with timers creates a
 * large object for every task and sorts it into a queue, which costs too much for each acknowledgement. Other tasks of
 * the pool run between two turns. Thread-safe, without locks.
 */
final class BatchingExecutor implements Executor {

    private static final Logger log = LoggerFactory.getLogger(BatchingExecutor.class);

    /** The number of tasks that a thread runs before other tasks of the pool can run. */
    private static final int TURN = 256;

    private final Executor pool;
    private final int threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Runnable turn = this::takeTurn;

    /**
     * An executor on a pool that rejects no tasks.
     *
     * @param threads the maximum number of threads of the pool to use
     */
    BatchingExecutor(Executor pool, int threads) {
        this.pool = pool;
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        start();
    }

    private void start() {
        for (int now = running.get(); now < threads; now = running.get()) {
            if (running.compareAndSet(now, now + 1)) {
                pool.execute(turn);
                return;
            }
        }
    }

    private void takeTurn() {
        Runnable task = tasks.poll();
        for (int i = 1; task != null; i++) {
            run(task);
            task = i < TURN ? tasks.poll() : null;
        }
        running.decrementAndGet();
        // A task that was added after the last poll may have found all threads running.
        if (!tasks.isEmpty()) {
            start();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("A callback of the SDK failed; this is a bug in Latido", e);
        }
    }
}
