package dev.latido.campaign.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Spaces messages evenly at a rate per second. Messages that a pause delayed are not made up for. */
final class Pacing {

    private static final long LONGEST_DEBT = TimeUnit.MILLISECONDS.toNanos(200);

    private final long step;
    private long next = System.nanoTime();

    Pacing(int perSecond) {
        this.step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Waits until the next message is due. */
    void await() {
        next += step;
        long now = System.nanoTime();
        if (now - next > LONGEST_DEBT) {
            next = now;
        }
        for (long left = next - now; left > 0; left = next - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
