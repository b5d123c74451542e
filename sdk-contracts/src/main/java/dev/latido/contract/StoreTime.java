package dev.latido.contract;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a contract lets time pass on the clock of the store that it tests. Immutable. */
public final class StoreTime {

    /** What a real clock is waited for in each test about time. */
    private static final Duration REAL_MOMENT = Duration.ofMillis(150);

    private static final Duration VIRTUAL_MOMENT = Duration.ofMinutes(1);

    /** So that a clock which ticks in milliseconds is past the time too. */
    private static final Duration TICK = Duration.ofMillis(20);

    private final @Nullable Consumer<Duration> advance;

    private StoreTime(@Nullable Consumer<Duration> advance) {
        this.advance = advance;
    }

    /**
     * The store's clock can be moved: {@code StoreTime.advancedBy(clock::advance)}, or a statement that makes what is
     * stored older. Tests about days take no time.
     *
     * @param advance lets that much time pass; called on the test's thread
     * @return the way to move it
     */
    public static StoreTime advancedBy(Consumer<Duration> advance) {
        return new StoreTime(Objects.requireNonNull(advance, "advance must not be null"));
    }

    /**
     * The store's clock is a real one, such as a server's: tests about time wait, each a sixth of a second or a few times that.
     *
     * @return the way to wait for it
     */
    public static StoreTime real() {
        return new StoreTime(null);
    }

    /** A lease or retention that a test lets end. */
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

    /** Lets a longer time pass, where that takes none. */
    void pass(Duration time) {
        if (advance != null) {
            advance.accept(time);
        }
    }

    boolean isReal() {
        return advance == null;
    }
}
