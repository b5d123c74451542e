package dev.latido.idempotency.internal;

import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.threads.SteadyClock;
import java.util.random.RandomGenerator;

/** The time of this machine for a subscriber whose pauses are as short as the jitter can make them. */
public final class ShortPauses {

    private static final RandomGenerator SHORTEST = () -> 0;

    private ShortPauses() {}

    /** Returns the time to build a subscriber with. */
    public static Timing timing() {
        return new Timing(
                SteadyClock.shared(),
                System::nanoTime,
                SdkThreads.shared(),
                Timing.system()::maintenance,
                () -> SHORTEST);
    }
}
