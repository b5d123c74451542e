package dev.latido.examples;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Looks again and again, on a thread of its own, until something is so. */
public final class Lookout implements AutoCloseable {

    private static final long EVERY_MILLIS = 20;

    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lookout");
        thread.setDaemon(true);
        return thread;
    });

    /** Ready to look. */
    public Lookout() {}

    /**
     * Waits until it is so.
     *
     * @param isSo asked on the lookout's thread
     * @param patience how long to wait
     * @return false if it never was
     * @throws InterruptedException if the caller is interrupted
     */
    public boolean until(BooleanSupplier isSo, Duration patience) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(1);
        ScheduledFuture<?> look = looks.scheduleWithFixedDelay(
                () -> {
                    if (isSo.getAsBoolean()) {
                        seen.countDown();
                    }
                },
                0,
                EVERY_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            return seen.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } finally {
            look.cancel(false);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
