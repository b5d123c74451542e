package dev.latido.core.internal.connection;

import dev.latido.core.Backoff;
import dev.latido.core.IncompatibleLibraryException;
import dev.latido.core.internal.AttemptFailedException;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.culprit.Suspect;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.ReasonCodes;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides when and to which broker to connect next. Not thread-safe; times are {@link System#nanoTime()}.
 *
 * <p>Brokers are tried in order of preference; the backoff grows after each round of all brokers. After a session, the
 * next attempt starts with the first broker again.
 */
final class AttemptPlan {

    /** A session that the broker ends within this time is short. */
    static final Duration SHORT_SESSION = Duration.ofSeconds(10);

    /** This number of short sessions in a row is a takeover loop. */
    static final int TAKEOVER_LOOP = 5;

    /** The reaction to a failure. */
    enum Course {
        /** Retry after a pause that grows. */
        RETRY,
        /** No broker of the round can be used before a person has fixed something: retry at the backoff cap. */
        REFUSED,
        /**
         * Another process uses the same client id: retry at the cap, or the two would take over each other's session
         * forever.
         */
        TAKEN_OVER
    }

    /** The next attempt, after a delay. */
    record Next(Course course, Duration delay) {}

    private final int brokers;
    private final Backoff backoff;
    private final RandomGenerator random;
    private int broker;
    private int refusedInRound;
    private int failures;
    private int shortSessions;
    private long openedAt;

    AttemptPlan(int brokers, Backoff backoff, RandomGenerator random) {
        this.brokers = brokers;
        this.backoff = backoff;
        this.random = random;
    }

    /** Returns the index of the broker for the next attempt, in order of preference. */
    int broker() {
        return broker;
    }

    /** Returns the number of attempts that have failed, or sessions that have ended, since the last stable session. */
    int failures() {
        return failures;
    }

    /** Returns the shortest pause, for an attempt that compares. */
    Duration soon() {
        return backoff.delay(0, random);
    }

    void opened(long now) {
        openedAt = now;
    }

    /** Plans the attempt after a failed one. */
    Next attemptFailed(Throwable cause) {
        if (broker == 0) {
            refusedInRound = 0;
        }
        if (isPermanent(cause)) {
            refusedInRound++;
        }
        boolean allRefused = broker == brokers - 1 && refusedInRound == brokers;
        Duration delay = backoff.delay(failures / brokers, random);
        failures++;
        broker = (broker + 1) % brokers;
        return allRefused ? new Next(Course.REFUSED, backoff.cap()) : new Next(Course.RETRY, delay);
    }

    /**
     * Returns whether only a person can fix the reason of a failed attempt. An unusable file does not count: files are
     * often replaced one after the other, and the next attempt costs nobody else anything.
     */
    static boolean isPermanent(Throwable cause) {
        return ReasonCodes.permanentRefusal(cause) != null
                || (cause instanceof AttemptFailedException failed && failed.isPermanent())
                || Failures.find(cause, LinkageError.class) != null
                || Failures.find(cause, IncompatibleLibraryException.class) != null;
    }

    /** Plans the attempt after a session. A session that ended with a permanent refusal counts as a failed attempt. */
    Next sessionEnded(Throwable cause, long now) {
        return sessionEnded(cause, now, Suspect.End.PLAIN);
    }

    /**
     * Plans the attempt after a session. A session that ended at a request that is suspected, or in the trial of one,
     * is not one that another client took over; after a trial, the pause does not grow.
     */
    Next sessionEnded(Throwable cause, long now, Suspect.End end) {
        if (end == Suspect.End.TRIAL) {
            shortSessions = 0;
            broker = 0;
            return new Next(Course.RETRY, soon());
        }
        if (ReasonCodes.permanentRefusal(cause) != null) {
            shortSessions = 0;
            return attemptFailed(cause);
        }
        Duration lasted = Duration.ofNanos(now - openedAt);
        broker = 0;
        shortSessions = lasted.compareTo(tooShort(cause)) < 0 && isTakeover(cause) && end == Suspect.End.PLAIN
                ? shortSessions + 1
                : 0;
        if (lasted.compareTo(backoff.resetAfter()) >= 0) {
            failures = 0;
        }
        Duration delay = backoff.delay(failures / brokers, random);
        failures++;
        if (shortSessions < TAKEOVER_LOOP) {
            return new Next(Course.RETRY, delay);
        }
        // Both processes get here; with equal delays they would continue to meet.
        long half = backoff.cap().toNanos() / 2;
        return new Next(Course.TAKEN_OVER, Duration.ofNanos(half + (long) (random.nextDouble() * half)));
    }

    /**
     * Returns the time below which a session is short. When one of two processes that take over each other's session
     * has slowed down, sessions last about as long as the backoff cap. That does not mean that the takeovers have
     * stopped. The same applies if the broker reports the takeover.
     */
    private Duration tooShort(@Nullable Throwable cause) {
        Duration twice = backoff.cap().multipliedBy(2);
        boolean known = shortSessions >= TAKEOVER_LOOP || isDeclaredTakeover(cause);
        return known && twice.compareTo(SHORT_SESSION) > 0 ? twice : SHORT_SESSION;
    }

    /**
     * Returns whether the session may have ended because another one began. MQTT 5 brokers should report that (0x8E);
     * Mosquitto 2.0 closes the connection without an error of the network.
     */
    private static boolean isTakeover(@Nullable Throwable cause) {
        return isDeclaredTakeover(cause) || (cause instanceof ConnectionEndedException ended && ended.isPlainClose());
    }

    private static boolean isDeclaredTakeover(@Nullable Throwable cause) {
        return cause instanceof BrokerAnswerException answer
                && answer.packet() == Packet.DISCONNECT
                && answer.code() == ReasonCodes.SESSION_TAKEN_OVER;
    }
}
