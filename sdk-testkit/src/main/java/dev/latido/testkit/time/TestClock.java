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
 * A clock whose time passes only when the test advances it.
 *
 * <pre>{@code
 * TestClock clock = TestClock.create();
 * Session session = new Session(clock);
 * clock.advance(Duration.ofDays(7));
 * assertThat(session.isExpired()).isTrue();
 * }</pre>
 *
 * <p>Like a real machine, it keeps two times: the time of day, {@link #instant()}, and a counter that measures elapsed
 * time, {@link #nanoTime()}. {@link #advance} moves both; {@link #set} moves only the time of day, as an administrator
 * or NTP would. Pass {@code clock::nanoTime} where the code under test needs a source of nanoseconds, such as a {@link
 * java.util.function.LongSupplier} or the ticker of a cache.
 *
 * <p>Thread-safe. Clocks that {@link #withZone} returns show the same time.
 */
public final class TestClock extends Clock {

    /** The start of {@link #create()}: 2026-01-01T00:00:00Z. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Just before a counter of nanoseconds becomes negative, which can happen at any time on a real machine. */
    private static final long FIRST_NANO_TIME = Long.MAX_VALUE - 5;

    private record Reading(Instant instant, Duration elapsed) {}

    /** The time that all zones of a clock share. */
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
     * Returns a clock that shows {@link #START}, in UTC.
     *
     * @return the clock
     */
    public static TestClock create() {
        return at(START);
    }

    /**
     * Returns a clock that shows the given time, in UTC.
     *
     * @param start the time until the clock is moved
     * @return the clock
     */
    public static TestClock at(Instant start) {
        Objects.requireNonNull(start, "start must not be null");
        return new TestClock(new Time(start), ZoneOffset.UTC);
    }

    /**
     * Lets time pass.
     *
     * @param time zero or more
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
     * Sets the time of day, forwards or backwards. {@link #nanoTime()} stays the same.
     *
     * @param instant the new time of day
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
     * Returns a count of nanoseconds to measure time with, as {@link System#nanoTime()} does: only differences have a
     * meaning. It begins just below {@link Long#MAX_VALUE}, so that tests find code that compares two readings instead
     * of subtracting them.
     *
     * @return nanoseconds since an arbitrary time
     */
    public long nanoTime() {
        return FIRST_NANO_TIME + elapsed().toNanos();
    }

    /** Returns the time that {@link #advance} has let pass. */
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
