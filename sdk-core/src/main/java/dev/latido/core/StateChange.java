package dev.latido.core;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A change of an {@link MqttConnection}'s state. Immutable and thread-safe. */
public final class StateChange {

    private final ConnectionState from;
    private final ConnectionState to;
    private final @Nullable Throwable cause;
    private final @Nullable Integer reasonCode;
    private final int failedAttempts;
    private final @Nullable Duration nextDelay;

    /**
     * Creates a change, for tests of listeners.
     *
     * @param from the state before
     * @param to the state from now on
     * @param cause the failure that ended the session or the attempt, {@code null} if nothing failed
     * @param reasonCode the broker's MQTT 5 reason code (section 2.4), {@code null} if it gave none
     * @param failedAttempts the number of attempts that have failed since the last stable session
     * @param nextDelay the time until the next attempt, {@code null} if none is planned
     */
    public StateChange(
            ConnectionState from,
            ConnectionState to,
            @Nullable Throwable cause,
            @Nullable Integer reasonCode,
            int failedAttempts,
            @Nullable Duration nextDelay) {
        this.from = Objects.requireNonNull(from, "from must not be null");
        this.to = Objects.requireNonNull(to, "to must not be null");
        this.cause = cause;
        this.reasonCode = reasonCode;
        this.failedAttempts = failedAttempts;
        this.nextDelay = nextDelay;
    }

    /**
     * Returns the state before.
     *
     * @return the old state
     */
    public ConnectionState from() {
        return from;
    }

    /**
     * Returns the state from now on.
     *
     * @return the new state
     */
    public ConnectionState to() {
        return to;
    }

    /**
     * Returns the failure that ended the session or the attempt.
     *
     * @return the failure, empty if nothing failed
     */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /**
     * Returns the broker's MQTT 5 reason code (section 2.4).
     *
     * @return the code, empty if the connection ended without one
     */
    public OptionalInt reasonCode() {
        return reasonCode == null ? OptionalInt.empty() : OptionalInt.of(reasonCode);
    }

    /**
     * Returns the number of attempts that have failed since the last stable session (see {@link Backoff#resetAfter()}).
     *
     * @return 0 if none has failed
     */
    public int failedAttempts() {
        return failedAttempts;
    }

    /**
     * Returns the time until the next attempt.
     *
     * @return the delay, empty if no attempt is planned
     */
    public Optional<Duration> nextDelay() {
        return Optional.ofNullable(nextDelay);
    }

    /** Names both states, and reason code, cause and delay if there are any. */
    @Override
    public String toString() {
        return "StateChange[" + from + " to " + to
                + (reasonCode == null ? "" : ", reason code " + reasonCode)
                + (cause == null ? "" : ", " + cause)
                + (nextDelay == null ? "" : ", next attempt in " + nextDelay)
                + "]";
    }
}
