package dev.latido.core.internal.threads;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs short tasks on the threads of a pool, several at a time, and many in one turn: a pool with timers makes a large
 * object of every task and sorts it in, which is too much for each acknowledgement. Whoever else needs the pool has his
 * turn in between. Thread-safe.
 */
final class BatchingExecutor implements Executor {

    private static final Logger log = LoggerFactory.getLogger(BatchingExecutor.class);

    /** How many tasks a thread runs before others of the pool have their turn. */
    private static final int TURN = 256;

    private final Executor pool;
    private final int threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final Runnable turn = this::takeTurn;

    /** On so many threads of the pool at most, which refuses none of its tasks. */
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
        // What came after the last look and found all threads running.
        if (!tasks.isEmpty()) {
            start();
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("A callback failed", e);
        }
    }
}
