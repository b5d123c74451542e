package dev.latido.core.internal.presence;

import dev.latido.core.internal.link.ConnectionLink.Standing;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns how often each device usually sends, and finds devices that have been silent for too long. Thread-safe.
 *
 * <p>Only data that is received live counts. Time without a session is not counted as silence. After a gap (the session
 * of the monitor ended, or the device was away) queued messages arrive in a burst, whose intervals say nothing about
 * the device.
 */
final class SilenceDetector {

    /** The number of intervals after which the habit of a device is known. */
    private static final int ENOUGH_INTERVALS = 3;

    /** The weight of the newest interval in the moving average. */
    private static final double WEIGHT = 0.2;

    /**
     * Messages that are at least this far apart, or half the usual interval if that is shorter, are not part of a
     * burst.
     */
    private static final double LIVE_MILLIS = 1_000;

    /** The longest burst: a device that still sends as fast after this time does so by habit. */
    private static final Duration LONGEST_BURST = Duration.ofSeconds(60);

    private final double times;
    private final Duration shortest;
    private final Map<Topic, Habit> habits = new ConcurrentHashMap<>();

    SilenceDetector(double times, Duration shortest) {
        this.times = times;
        this.shortest = shortest;
    }

    /**
     * The habit of a device.
     *
     * @param last the time of the last data
     * @param back the time at which the device last came back online
     * @param burst the start of a burst that may still be in progress; null if there is none
     * @param intervals the number of intervals learned
     * @param meanMillis the moving average of the intervals
     */
    private record Habit(
            Instant last, Instant back, @Nullable Instant burst, int intervals, double meanMillis) {

        /** Returns the habit with the interval that just ended. */
        Habit next(Instant now) {
            double interval = millisSinceLast(now);
            double mean = intervals == 0 ? interval : meanMillis + WEIGHT * (interval - meanMillis);
            return new Habit(now, back, null, intervals + 1, mean);
        }

        /** Returns the habit without the interval that just ended, because it was a pause or part of a burst. */
        Habit skipping(Instant now, @Nullable Instant inBurst) {
            return new Habit(now, back, inBurst, intervals, meanMillis);
        }

        boolean isBurst(Instant now) {
            double live = intervals < ENOUGH_INTERVALS ? LIVE_MILLIS : Math.min(LIVE_MILLIS, meanMillis / 2);
            return burst != null
                    && millisSinceLast(now) < live
                    && Duration.between(burst, now).compareTo(LONGEST_BURST) < 0;
        }

        private double millisSinceLast(Instant now) {
            return Math.max(0, Duration.between(last, now).toMillis());
        }
    }

    /** Called when data of a device was received in the given session. */
    void heard(Topic device, Instant now, Standing session) {
        Instant burst = session.resumed() ? session.since() : null;
        habits.compute(device, (topic, habit) -> {
            if (habit == null) {
                return new Habit(now, Instant.MIN, burst, 0, 0);
            }
            if (habit.last().isBefore(session.since())) {
                return habit.skipping(now, burst);
            }
            if (habit.last().isBefore(habit.back())) {
                return habit.skipping(now, habit.back());
            }
            if (habit.burst() != null) {
                return habit.skipping(now, habit.isBurst(now) ? habit.burst() : null);
            }
            return isSilent(habit, now, session) ? habit.skipping(now, null) : habit.next(now);
        });
    }

    /** Called when a device is online again; it may now send the messages that it has kept while it was away. */
    void returned(Topic device, Instant now) {
        habits.computeIfPresent(
                device, (topic, habit) -> new Habit(habit.last(), now, now, habit.intervals(), habit.meanMillis()));
    }

    /**
     * Returns since when a device has been silent in the given session; null if it is not, or its habit is not known
     * yet.
     */
    @Nullable
    Instant silentSince(Topic device, Instant now, Standing session) {
        Habit habit = habits.get(device);
        return habit != null && isSilent(habit, now, session) ? countedFrom(habit, session) : null;
    }

    private boolean isSilent(Habit habit, Instant now, Standing session) {
        if (habit.intervals() < ENOUGH_INTERVALS) {
            return false;
        }
        double limit = Math.max((double) shortest.toMillis(), times * habit.meanMillis());
        return Duration.between(countedFrom(habit, session), now).toMillis() > limit;
    }

    /**
     * Returns the time from which silence is counted: the last data, or the time at which the device could be heard
     * again.
     */
    private static Instant countedFrom(Habit habit, Standing session) {
        return later(later(habit.last(), habit.back()), session.since());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
