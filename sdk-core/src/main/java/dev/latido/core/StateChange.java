package dev.latido.core;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One step of an {@link MqttConnection} from a state to the next. Immutable.
 *
 * @param from the state before
 * @param to the state from now on
 * @param failure why the session or the attempt ended, {@code null} when nothing failed
 * @param code the MQTT 5 reason code that the broker gave (section 2.4), {@code null} when it gave none
 * @param attempt how many attempts have failed since the last stable session, 0 when none has
 * @param delay how long until the next attempt, {@code null} when none is planned
 */
public record StateChange(
        ConnectionState from,
        ConnectionState to,
        @Nullable Throwable failure,
        @Nullable Integer code,
        int attempt,
        @Nullable Duration delay) {

    /** Checks that both states are there. */
    public StateChange {
        Objects.requireNonNull(from, "from must not be null");
        Objects.requireNonNull(to, "to must not be null");
    }

    /**
     * Why the session or the attempt ended.
     *
     * @return the failure, or empty when nothing failed
     */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(failure);
    }

    /**
     * The MQTT 5 reason code (section 2.4) that the broker gave.
     *
     * @return the code, or empty when the connection ended without one
     */
    public OptionalInt reasonCode() {
        return code == null ? OptionalInt.empty() : OptionalInt.of(code);
    }

    /**
     * How long until the next attempt.
     *
     * @return the delay, or empty when no attempt is planned
     */
    public Optional<Duration> nextDelay() {
        return Optional.ofNullable(delay);
    }
}
