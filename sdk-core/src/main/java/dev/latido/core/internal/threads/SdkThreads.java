package dev.latido.core.internal.threads;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The few threads that all connections of the JVM share for the SDK's own short, non-blocking steps and timers, and the
 * threads for code that may block. All threads are daemons and end when idle.
 */
public final class SdkThreads {

    private static final int IDLE_SECONDS = 2;
    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final ScheduledThreadPoolExecutor SHARED = create();
    private static final Executor CALLBACKS = new BatchingExecutor(SHARED, THREADS);
    private static final ExecutorService FOR_USER_CODE = threadEach("latido-supplier-");
    private static final ExecutorService FOR_RESPONDERS = threadEach("latido-ocsp-");

    private SdkThreads() {}

    /**
     * Returns the shared pool, on which no code may block. It exists as long as the JVM, is never shut down, and has no
     * threads while idle.
     */
    public static ScheduledExecutorService shared() {
        return SHARED;
    }

    /** Returns an executor on the shared pool for callbacks of the MQTT client, which come for every message. */
    public static Executor callbacks() {
        return CALLBACKS;
    }

    /** Returns the threads for suppliers of the user, which may block: one thread for each call. */
    public static ExecutorService forUserCode() {
        return FOR_USER_CODE;
    }

    /**
     * Returns the network threads of connections whose handshakes wait for OCSP responders, so that these block no
     * others.
     */
    public static ExecutorService forResponders() {
        return FOR_RESPONDERS;
    }

    private static ExecutorService threadEach(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, prefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private static ScheduledThreadPoolExecutor create() {
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "latido-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        pool.allowCoreThreadTimeOut(true);
        pool.setRemoveOnCancelPolicy(true);
        return pool;
    }
}
