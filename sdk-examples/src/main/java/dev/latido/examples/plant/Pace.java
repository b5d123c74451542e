package dev.latido.examples.plant;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Spreads calls evenly; a caller that was delayed catches up. Not thread-safe. */
final class Pace {

    private final long interval;
    private long next = System.nanoTime();

    /** Allows this number of calls per second; 0 for no limit. */
    Pace(int perSecond) {
        this.interval = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    void await() {
        next += interval;
        long wait = next - System.nanoTime();
        if (interval > 0 && wait > TimeUnit.MILLISECONDS.toNanos(1)) {
            LockSupport.parkNanos(wait);
        }
    }
}
