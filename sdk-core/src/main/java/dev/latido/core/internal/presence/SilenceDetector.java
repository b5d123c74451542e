package dev.latido.core.internal.presence;

import dev.latido.topics.Topic;
import dev.latido.core.internal.link.ConnectionLink.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How often each device usually sends, and who has not for too long. Thread-safe.
 *
 * <p>Only what is heard live counts. What passes without a session is nobody's silence. After a gap (the listener's
 * session ended, or the device was away) messages that waited come in a burst, whose pace says nothing of the device.
 */
final class SilenceDetector {

    /** So many intervals make a habit. */
    private static final int HABIT = 3;

    /** The weight of the newest interval in the running mean. */
    private static final double WEIGHT = 0.2;

    /** An interval of this length, or half the usual one if that is shorter, is none of a burst. */
    private static final double LIVE_MILLIS = 1_000;

    /** A burst ends by then: who still sends as fast does so by habit. */
    private static final Duration LONGEST_BURST = Duration.ofSeconds(60);

    private final double times;
    private final Duration shortest;
    private final Map<Topic, Rhythm> rhythms = new ConcurrentHashMap<>();

    SilenceDetector(double times, Duration shortest) {
        this.times = times;
        this.shortest = shortest;
    }

    /**
     * The habit of a device.
     *
     * @param last when data came last
     * @param back when the device came back last
     * @param burst since when a burst may be under way; null if none is
     */
    private record Rhythm(
            Instant last, Instant back, @Nullable Instant burst, int intervals, double meanMillis) {

        Rhythm next(Instant now) {
            double interval = millisSinceLast(now);
            double mean = intervals == 0 ? interval : meanMillis + WEIGHT * (interval - meanMillis);
            return new Rhythm(now, back, null, intervals + 1, mean);
        }

        /** A pause or a burst is no habit. */
        Rhythm unlearnt(Instant now, @Nullable Instant inBurst) {
            return new Rhythm(now, back, inBurst, intervals, meanMillis);
        }

        boolean isBurst(Instant now) {
            double live = intervals < HABIT ? LIVE_MILLIS : Math.min(LIVE_MILLIS, meanMillis / 2);
            return burst != null
                    && millisSinceLast(now) < live
                    && Duration.between(burst, now).compareTo(LONGEST_BURST) < 0;
        }

        private double millisSinceLast(Instant now) {
            return Math.max(0, Duration.between(last, now).toMillis());
        }
    }

    /** Data of a device came in this session. */
    void heard(Topic device, Instant now, Standing session) {
        Instant burst = session.resumed() ? session.since() : null;
        rhythms.compute(device, (topic, rhythm) -> {
            if (rhythm == null) {
                return new Rhythm(now, Instant.MIN, burst, 0, 0);
            }
            if (rhythm.last().isBefore(session.since())) {
                return rhythm.unlearnt(now, burst);
            }
            if (rhythm.last().isBefore(rhythm.back())) {
                return rhythm.unlearnt(now, rhythm.back());
            }
            if (rhythm.burst() != null) {
                return rhythm.unlearnt(now, rhythm.isBurst(now) ? rhythm.burst() : null);
            }
            return isSilent(rhythm, now, session) ? rhythm.unlearnt(now, null) : rhythm.next(now);
        });
    }

    /** A device that was away is there again, and may send what it has kept meanwhile. */
    void returned(Topic device, Instant now) {
        rhythms.computeIfPresent(
                device,
                (topic, rhythm) -> new Rhythm(rhythm.last(), now, now, rhythm.intervals(), rhythm.meanMillis()));
    }

    /** Since when a device has been silent in this session; null if it is not, or its habits are not known yet. */
    @Nullable
    Instant silentSince(Topic device, Instant now, Standing session) {
        Rhythm rhythm = rhythms.get(device);
        return rhythm != null && isSilent(rhythm, now, session) ? countedFrom(rhythm, session) : null;
    }

    private boolean isSilent(Rhythm rhythm, Instant now, Standing session) {
        if (rhythm.intervals() < HABIT) {
            return false;
        }
        double patience = Math.max((double) shortest.toMillis(), times * rhythm.meanMillis());
        return Duration.between(countedFrom(rhythm, session), now).toMillis() > patience;
    }

    /** The last data, or when it could be heard again. */
    private static Instant countedFrom(Rhythm rhythm, Standing session) {
        return later(later(rhythm.last(), rhythm.back()), session.since());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
