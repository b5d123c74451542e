package dev.latido.testkit.time;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A clock that stands until it is told to go on.
 *
 * <pre>{@code
 * TestClock clock = TestClock.create();
 * Session session = new Session(clock);
 * clock.advance(Duration.ofDays(7));
 * assertThat(session.isExpired()).isTrue();
 * }</pre>
 *
 * <p>As a real machine does, it keeps two times: that of the day, {@link #instant()}, and one that only measures how
 * much has passed, {@link #nanoTime()}. {@link #advance} moves both, {@link #set} only the first, as an administrator or
 * NTP would. Pass {@code clock::nanoTime} where the code under test wants a source of nanoseconds, such as a
 * {@link java.util.function.LongSupplier} or a cache's ticker.
 *
 * <p>Thread-safe. The views that {@link #withZone} gives show the same time.
 */
public final class TestClock extends Clock {

    /** Where {@link #create()} begins: 2026-01-01T00:00:00Z. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Just before a counter of nanoseconds turns negative, as it may at any time. */
    private static final long FIRST_NANO_TIME = Long.MAX_VALUE - 5;

    private record Reading(Instant instant, Duration elapsed) {}

    /** What all views of a clock share. */
    private static final class Time {

        @GuardedBy("this")
        private Reading reading;

        Time(Instant start) {
            reading = new Reading(start, Duration.ZERO);
        }

        synchronized Reading read() {
            return reading;
        }

        synchronized void change(UnaryOperator<Reading> change) {
            reading = change.apply(reading);
        }
    }

    private final Time time;
    private final ZoneId zone;

    private TestClock(Time time, ZoneId zone) {
        this.time = time;
        this.zone = zone;
    }

    /**
     * A clock that shows {@link #START}, in UTC.
     *
     * @return the clock
     */
    public static TestClock create() {
        return at(START);
    }

    /**
     * A clock that shows a time of one's own, in UTC.
     *
     * @param start what it shows until it is moved
     * @return the clock
     */
    public static TestClock at(Instant start) {
        Objects.requireNonNull(start, "start must not be null");
        return new TestClock(new Time(start), ZoneOffset.UTC);
    }

    /**
     * Lets time pass.
     *
     * @param time how much, zero or more
     * @throws IllegalArgumentException if it is negative
     */
    public void advance(Duration time) {
        Objects.requireNonNull(time, "time must not be null");
        if (time.isNegative()) {
            throw new IllegalArgumentException("time must not be negative, was " + time);
        }
        this.time.change(
                now -> new Reading(now.instant().plus(time), now.elapsed().plus(time)));
    }

    /**
     * Sets the time of the day, also back. No time passes by this: {@link #nanoTime()} stays.
     *
     * @param instant what the clock shows from now on
     */
    public void set(Instant instant) {
        Objects.requireNonNull(instant, "instant must not be null");
        this.time.change(now -> new Reading(instant, now.elapsed()));
    }

    @Override
    public Instant instant() {
        return now().instant();
    }

    /**
     * A count of nanoseconds to measure time by, as {@link System#nanoTime()}: only differences mean something. It
     * begins just below {@link Long#MAX_VALUE}, so that code which compares instead of subtracting is found out.
     *
     * @return nanoseconds since some fixed time
     */
    public long nanoTime() {
        return FIRST_NANO_TIME + elapsed().toNanos();
    }

    /** How much time {@link #advance} has let pass. */
    private Duration elapsed() {
        return now().elapsed();
    }

    private Reading now() {
        return time.read();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public TestClock withZone(ZoneId zone) {
        Objects.requireNonNull(zone, "zone must not be null");
        return new TestClock(time, zone);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TestClock clock && clock.time.equals(time) && clock.zone.equals(zone);
    }

    @Override
    public int hashCode() {
        return Objects.hash(time, zone);
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + "]";
    }
}
