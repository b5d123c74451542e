package dev.latido.examples;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Checks a condition repeatedly, on its own thread, until it holds. Thread-safe. */
public final class Lookout implements AutoCloseable {

    private static final long EVERY_MILLIS = 20;

    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lookout");
        thread.setDaemon(true);
        return thread;
    });

    /** Creates a lookout and its thread. */
    public Lookout() {}

    /**
     * Waits until a condition holds.
     *
     * @param isSo the condition, checked on the lookout's thread
     * @param patience the maximum wait
     * @return false if it did not hold within that time
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
