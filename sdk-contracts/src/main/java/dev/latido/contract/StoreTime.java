package dev.latido.contract;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way in which a contract lets time pass on the clock of the store that it tests. Immutable. */
public final class StoreTime {

    /** The time that each test about time waits for a real clock. */
    private static final Duration REAL_MOMENT = Duration.ofMillis(150);

    private static final Duration VIRTUAL_MOMENT = Duration.ofMinutes(1);

    /** Waited in addition, so that a clock which ticks in milliseconds has passed the moment too. */
    private static final Duration TICK = Duration.ofMillis(20);

    private final @Nullable Consumer<Duration> advance;

    private StoreTime(@Nullable Consumer<Duration> advance) {
        this.advance = advance;
    }

    /**
     * Returns the time of a store whose clock can be moved: {@code StoreTime.advancedBy(clock::advance)}, or a statement
     * that makes the stored rows older. Tests about days take no time.
     *
     * @param advance lets the given time pass; called on the test's thread
     * @return the way to move the clock
     */
    public static StoreTime advancedBy(Consumer<Duration> advance) {
        return new StoreTime(Objects.requireNonNull(advance, "advance must not be null"));
    }

    /**
     * Returns the time of a store with a real clock, such as a server's. Each test about time waits for a sixth of a second,
     * or a few times that.
     *
     * @return the way to wait for the clock
     */
    public static StoreTime real() {
        return new StoreTime(null);
    }

    /** Returns a lease or retention that a test lets end. */
    Duration moment() {
        return advance == null ? REAL_MOMENT : VIRTUAL_MOMENT;
    }

    /** Lets a moment pass. */
    void passMoment() {
        if (advance != null) {
            advance.accept(VIRTUAL_MOMENT);
            return;
        }
        long end = System.nanoTime() + REAL_MOMENT.plus(TICK).toNanos();
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /** Lets a longer time pass if the clock can be moved; does nothing otherwise. */
    void pass(Duration time) {
        if (advance != null) {
            advance.accept(time);
        }
    }

    boolean isReal() {
        return advance == null;
    }
}
