package dev.latido.idempotency.it.faults;

import dev.latido.idempotency.SeenStoreException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One life of a consumer process. When it ends, the connection is cut first and everything fails from then on, so that
 * what would have happened after the death does not.
 */
final class Life {

    /** Thrown where the process dies. */
    static final class Death extends Error {

        private static final long serialVersionUID = 1L;

        Death() {
            super("the process died", null, false, false);
        }
    }

    private final Random dice;
    private final Runnable cut;
    private final Runnable died;
    private final AtomicBoolean calm;
    private final Map<FaultPoint, AtomicLong> counts;
    private final AtomicBoolean dead = new AtomicBoolean();
    private volatile boolean standing;

    Life(long seed, Runnable cut, Runnable died, AtomicBoolean calm, Map<FaultPoint, AtomicLong> counts) {
        this.dice = new Random(seed);
        this.cut = cut;
        this.died = died;
        this.calm = calm;
        this.counts = counts;
    }

    static Map<FaultPoint, AtomicLong> counters() {
        Map<FaultPoint, AtomicLong> counters = new EnumMap<>(FaultPoint.class);
        for (FaultPoint point : FaultPoint.values()) {
            counters.put(point, new AtomicLong());
        }
        return counters;
    }

    private boolean strikes(FaultPoint point) {
        boolean strikes;
        synchronized (dice) {
            strikes = dice.nextDouble() < point.probability();
        }
        if (!strikes || calm.get()) {
            return false;
        }
        Objects.requireNonNull(counts.get(point)).incrementAndGet();
        return true;
    }

    /** Fails if the process is dead. */
    void checkAlive() {
        if (dead.get()) {
            throw new Death();
        }
    }

    /** For what may only throw a store's exceptions. */
    void checkStore() {
        if (dead.get()) {
            throw new SeenStoreException("the process died", null);
        }
    }

    /** The process may die here. */
    void mayDie(FaultPoint point) {
        checkAlive();
        if (strikes(point)) {
            die();
            throw new Death();
        }
    }

    /** The work may fail or stand still here. */
    void mayFail(Duration lease) {
        checkAlive();
        if (strikes(FaultPoint.HANDLER_ERROR)) {
            throw new IllegalStateException("the work failed");
        }
        if (strikes(FaultPoint.PAUSE_BEYOND_LEASE)) {
            standing = true;
            long end = System.nanoTime() + 2 * lease.toNanos();
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            standing = false;
        }
    }

    /** Whether everything in the process stands still, its timers too. */
    boolean isStanding() {
        return standing;
    }

    void die() {
        if (dead.compareAndSet(false, true)) {
            cut.run();
            died.run();
        }
    }
}
