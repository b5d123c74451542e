package dev.latido.core.internal.session;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.hivemq.client.internal.netty.NettyEventLoopProvider;
import dev.latido.core.internal.threads.RecordMethods;
import dev.latido.core.internal.threads.SdkThreads;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network threads that all connections share. They begin with the first connection and end with the last one,
 * whatever the sessions in between were like. The MQTT client alone would keep its threads for each flow that has not
 * ended, and its threads would keep the JVM running.
 *
 * <p>All network threads are daemons. One thread that is not a daemon, and does nothing, keeps the JVM running while a
 * connection is held open. Thread-safe.
 */
public final class NetworkThreads {

    private static final Logger log = LoggerFactory.getLogger(NetworkThreads.class);

    /** The longest wait for the end of the threads. It takes this long only if the lookup of a name blocks them. */
    private static final int LONGEST_END_MILLIS = 1_000;

    private static final Object LOCK = new Object();

    @GuardedBy("LOCK")
    private static Generation current = new Generation();

    private NetworkThreads() {}

    /** A connection's share in the threads. */
    public static final class Hold {

        private final Generation generation;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Hold(Generation generation) {
            this.generation = generation;
        }

        /**
         * Returns the share. With the last one the threads end, which this method waits for, because a container may
         * close the class loader next.
         *
         * @param atMost the longest wait; the threads end without it as well
         */
        public void close(Duration atMost) {
            if (held.compareAndSet(true, false)) {
                release(generation, Math.min(atMost.toMillis(), LONGEST_END_MILLIS));
            }
        }
    }

    /** An executor of its own for each generation, because the client keeps one group of event loops for each. */
    private static final class Responders implements Executor {

        @Override
        public void execute(Runnable task) {
            SdkThreads.forResponders().execute(task);
        }
    }

    /** The threads from the first connection to the end of the last one. Its fields are guarded by the lock. */
    private static final class Generation {

        private final Executor network =
                new ThreadPerTaskExecutor(new DefaultThreadFactory("latido-network", true, Thread.MAX_PRIORITY));

        private final Executor responders = new Responders();

        private final List<Executor> used = new ArrayList<>();
        private final List<EventLoopGroup> groups = new ArrayList<>();
        private int holds;

        private Executor use(Executor executor) {
            if (holds > 0 && !used.contains(executor)) {
                groups.add(NettyEventLoopProvider.INSTANCE
                        .acquireEventLoop(executor, 0)
                        .parent());
                used.add(executor);
            }
            return executor;
        }

        private void end(long millis) {
            used.forEach(NettyEventLoopProvider.INSTANCE::releaseEventLoop);
            groups.forEach(group -> group.shutdownGracefully(0, LONGEST_END_MILLIS, TimeUnit.MILLISECONDS));
            try {
                for (EventLoopGroup group : groups) {
                    if (!group.awaitTermination(millis, TimeUnit.MILLISECONDS)) {
                        log.debug("network threads still run, for example in the lookup of a name");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            RecordMethods.forgetTypes();
        }
    }

    /** Keeps the threads, and the JVM, until the hold is closed. */
    public static Hold hold() {
        synchronized (LOCK) {
            Generation generation = current;
            generation.holds++;
            if (generation.holds == 1) {
                Thread keeper = new Thread(() -> awaitEnd(generation), "latido-open-connections");
                keeper.setDaemon(false);
                keeper.start();
            }
            generation.use(generation.network);
            return new Hold(generation);
        }
    }

    private static void awaitEnd(Generation generation) {
        synchronized (LOCK) {
            boolean interrupted = false;
            while (generation.holds > 0) {
                try {
                    LOCK.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void release(Generation generation, long millis) {
        synchronized (LOCK) {
            generation.holds--;
            if (generation.holds > 0) {
                return;
            }
            current = new Generation();
            LOCK.notifyAll();
        }
        generation.end(millis);
    }

    /** Returns the executor of the network threads. */
    static Executor network() {
        synchronized (LOCK) {
            return current.use(current.network);
        }
    }

    /** Returns the executor of network threads that may wait for OCSP responders. */
    static Executor responders() {
        synchronized (LOCK) {
            return current.use(current.responders);
        }
    }
}
