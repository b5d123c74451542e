package dev.latido.idempotency.internal.work;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Creates the threads of a subscriber's handlers. {@link HandlerSlots} limits how many are used at a time. They are
 * daemons: the open connection keeps the JVM running, and a handler that does not end must not.
 */
public final class HandlerThreads {

    /**
     * The first release in which a virtual thread that blocks in synchronized code releases its carrier thread (JEP
     * 491).
     */
    private static final int FIRST_WITHOUT_PINNING = 24;

    private static final int IDLE_SECONDS = 10;

    private HandlerThreads() {}

    /** Returns virtual threads if they do not pin their carriers, otherwise a pool that shrinks when idle. */
    public static ExecutorService named(String name) {
        ThreadFactory virtual =
                Runtime.version().feature() >= FIRST_WITHOUT_PINNING ? virtualThreads(name + "-") : null;
        return virtual == null ? pool(name) : perTask(virtual);
    }

    private static ExecutorService pool(String name) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Calls {@code Thread.ofVirtual().name(prefix, 1).factory()}, which JDK 17 does not have; null if it is missing. */
    private static @Nullable ThreadFactory virtualThreads(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 1L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException e) {
            return null;
        } catch (InvocationTargetException e) {
            return null;
        }
    }

    private static ExecutorService perTask(ThreadFactory factory) {
        try {
            Method method = Executors.class.getMethod("newThreadPerTaskExecutor", ThreadFactory.class);
            return (ExecutorService) method.invoke(null, factory);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a JDK with virtual threads has no executor for them", e);
        }
    }
}
