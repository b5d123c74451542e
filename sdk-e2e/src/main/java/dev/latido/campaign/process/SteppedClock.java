package dev.latido.campaign.process;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The wall clock of a child process, which can be set forwards and backwards while the process runs. {@link ClockAgent}
 * redirects Latido's calls to it. {@link System#nanoTime()} continues evenly, as it does when a machine's clock is set.
 */
public final class SteppedClock extends Clock {

    private static volatile long wrongBy;

    private final ZoneId zone;

    private SteppedClock(ZoneId zone) {
        this.zone = zone;
    }

    static void wrongBy(long milliseconds) {
        wrongBy = milliseconds;
    }

    /** Replaces {@link Instant#now()}. */
    public static Instant now() {
        return Instant.now().plusMillis(wrongBy);
    }

    /** Replaces {@link Clock#systemUTC()}. */
    public static Clock systemUTC() {
        return new SteppedClock(ZoneOffset.UTC);
    }

    /** Replaces {@link System#currentTimeMillis()}. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + wrongBy;
    }

    @Override
    public Instant instant() {
        return now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteppedClock(other);
    }
}
