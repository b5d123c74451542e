package dev.latido.idempotency.memory;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock by which entries of the log get old: a retention has {@link EndedIds#TICKS} ticks. Thread-safe. */
final class Ticks {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 4);

    private final LongSupplier clock;
    private final long start;
    private final double perNano;

    Ticks(Duration retention, LongSupplier clock) {
        this.clock = clock;
        this.start = clock.getAsLong();
        Duration kept = retention.compareTo(LONGEST) > 0 ? LONGEST : retention;
        this.perNano = 1.0 / (kept.toNanos() / EndedIds.TICKS + 1);
    }

    int now() {
        return at(clock.getAsLong());
    }

    /** Returns the tick of a reading of the clock. */
    int at(long nanos) {
        return (int) (long) ((nanos - start) * perNano);
    }
}
