package dev.latido.core.internal.threads;

import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock whose times differ by the time that has passed, whatever happens to the clock of the machine. It is set by
 * that clock once, when it is first used, so its times are compared with one another only. Thread-safe.
 */
public final class SteadyClock implements InstantSource {

    private static final SteadyClock SHARED = new SteadyClock();

    private final Instant begin = Instant.now();
    private final long beginNanos = System.nanoTime();

    private SteadyClock() {}

    /** Returns the clock of this process. */
    public static SteadyClock shared() {
        return SHARED;
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(System.nanoTime() - beginNanos);
    }
}
