package dev.latido.core.internal.culprit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.core.internal.AttemptFailedException;
import dev.latido.core.internal.ConnectionEndedException;
import dev.latido.core.internal.Failures;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import dev.latido.core.internal.session.ReasonCodes;
import dev.latido.core.internal.tls.TlsFailedException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the broker closes the connection at a CONNECT because of its Last Will. Thread-safe.
 *
 * <p>After several attempts in a row that the broker closed before CONNACK, one is made without the will. If that one
 * succeeds, the broker may just have come back; so the next one has the will again. Only if this one fails, and the one
 * after it, without the will, succeeds, the will is at fault. The connection then works without it, and tries it again
 * at the backoff cap, and after pauses that double up to an hour.
 */
public final class WillTrials {

    /** What follows a session that was opened. */
    public enum Step {
        /** The session is used. */
        USE,
        /** The session is ended, and the next attempt has the will again. */
        COMPARE,
        /** The session is used, and the will is at fault. */
        REPORT
    }

    private static final int ATTEMPTS = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** The codes that a CONNACK has for the will alone (MQTT 5, section 3.2.2.2). */
    private static final Set<Integer> OF_THE_WILL = Set.of(
            ReasonCodes.TOPIC_NAME_INVALID,
            ReasonCodes.PAYLOAD_FORMAT_INVALID,
            ReasonCodes.RETAIN_NOT_SUPPORTED,
            ReasonCodes.QOS_NOT_SUPPORTED);

    private final boolean hasWill;
    private final Duration cap;

    @GuardedBy("this")
    private int failures;

    @GuardedBy("this")
    private int comparisons;

    @GuardedBy("this")
    private boolean withheld;

    @GuardedBy("this")
    private boolean atFault;

    @GuardedBy("this")
    private Duration pause;

    @GuardedBy("this")
    private @Nullable Throwable lastFailure;

    /** Creates the trials of a connection. */
    public WillTrials(boolean hasWill, Duration cap) {
        this.hasWill = hasWill;
        this.cap = cap;
        this.pause = cap;
    }

    /** Returns whether the next attempt leaves the will out. */
    public synchronized boolean isWithheld() {
        return withheld;
    }

    /** Returns how the last attempt with the will failed. */
    public synchronized @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** Takes note of a failed attempt; returns whether the next one leaves the will out. */
    public synchronized boolean failed(Throwable cause) {
        if (!hasWill || withheld) {
            failures = 0;
            comparisons = 0;
            withheld = false;
            return false;
        }
        boolean named = cause instanceof BrokerAnswerException answer
                && answer.packet() == Packet.CONNACK
                && OF_THE_WILL.contains(answer.code());
        if (!named && !isSilentEnd(cause)) {
            failures = 0;
            comparisons = 0;
            return false;
        }
        lastFailure = cause;
        failures++;
        withheld = named || atFault || comparisons > 0 || failures >= ATTEMPTS;
        return withheld;
    }

    /** Returns whether the broker closed the connection, as far as is known for no other reason. */
    private static boolean isSilentEnd(Throwable cause) {
        boolean isKnown = cause instanceof BrokerAnswerException
                || (cause instanceof AttemptFailedException failed && failed.isPermanent())
                || Failures.find(cause, TlsFailedException.class) != null;
        return !isKnown && Failures.find(cause, ConnectionEndedException.class) != null;
    }

    /** Takes note of a session. */
    public synchronized Step opened() {
        if (!withheld) {
            failures = 0;
            comparisons = 0;
            atFault = false;
            pause = cap;
            return Step.USE;
        }
        if (atFault) {
            return Step.USE;
        }
        if (++comparisons < 2) {
            withheld = false;
            return Step.COMPARE;
        }
        atFault = true;
        return Step.REPORT;
    }

    /** Returns the time after which a session without the will is ended to try the will again. */
    public synchronized Duration pause() {
        return pause;
    }

    /** The next attempt has the will; the pause after it is twice as long. */
    public synchronized void again() {
        withheld = false;
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
}
