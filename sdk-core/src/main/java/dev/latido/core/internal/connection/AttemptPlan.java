package dev.latido.core.internal.connection;

import dev.latido.core.Backoff;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.ReasonCodes;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When and to which broker to connect next. Not thread-safe; times are {@link System#nanoTime()}.
 *
 * <p>Brokers are tried in order of preference, a round of them before the backoff grows; after a session the first is
 * asked first again.
 */
final class AttemptPlan {

    /** A session that the broker ends sooner than this is short. */
    static final Duration SHORT_SESSION = Duration.ofSeconds(10);

    /** So many short sessions in a row are no accident. */
    static final int STORM = 5;

    /** What to do after a failure. */
    enum Course {
        /** Try again after a pause that grows. */
        RETRY,
        /** Every broker of the round refused for good: try at the cap only. */
        REFUSED,
        /** Another process uses the same client id: try at the cap, or the two would throw each other out for ever. */
        TAKEN_OVER
    }

    /** The next attempt. */
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

    /** Which broker to ask, counted from 0 in order of preference. */
    int broker() {
        return broker;
    }

    /** How many attempts have failed, or sessions ended, since the last stable session. */
    int failures() {
        return failures;
    }

    void opened(long now) {
        openedAt = now;
    }

    /** After an attempt without a session. */
    Next attemptFailed(Throwable cause) {
        if (broker == 0) {
            refusedInRound = 0;
        }
        if (ReasonCodes.lastingRefusal(cause) != null) {
            refusedInRound++;
        }
        boolean allRefused = broker == brokers - 1 && refusedInRound == brokers;
        Duration delay = backoff.delay(failures / brokers, random);
        failures++;
        broker = (broker + 1) % brokers;
        return allRefused ? new Next(Course.REFUSED, backoff.cap()) : new Next(Course.RETRY, delay);
    }

    /** After a session. One that the broker ended with a lasting refusal is a failed attempt like those without. */
    Next sessionEnded(Throwable cause, long now) {
        if (ReasonCodes.lastingRefusal(cause) != null) {
            shortSessions = 0;
            return attemptFailed(cause);
        }
        Duration lasted = Duration.ofNanos(now - openedAt);
        broker = 0;
        shortSessions = lasted.compareTo(tooShort(cause)) < 0 && isTakeover(cause) ? shortSessions + 1 : 0;
        if (lasted.compareTo(backoff.resetAfter()) >= 0) {
            failures = 0;
        }
        Duration delay = backoff.delay(failures / brokers, random);
        failures++;
        if (shortSessions < STORM) {
            return new Next(Course.RETRY, delay);
        }
        // Both processes come here; at the very same pace they would go on meeting.
        long half = backoff.cap().toNanos() / 2;
        return new Next(Course.TAKEN_OVER, Duration.ofNanos(half + (long) (random.nextDouble() * half)));
    }

    /**
     * In a storm that one of the two processes has slowed down, sessions last about the cap; that does not mean that it is
     * over. Nor has the other process an accident of the network each time, if the broker says so.
     */
    private Duration tooShort(@Nullable Throwable cause) {
        Duration twice = backoff.cap().multipliedBy(2);
        boolean known = shortSessions >= STORM || isDeclaredTakeover(cause);
        return known && twice.compareTo(SHORT_SESSION) > 0 ? twice : SHORT_SESSION;
    }

    /**
     * Whether a session may have ended because another one began. MQTT 5 brokers should say so (0x8E); Mosquitto 2.0
     * just closes the connection, which is no error of the network.
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
