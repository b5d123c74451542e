package dev.latido.testkit;

import dev.latido.testkit.internal.broker.RunningBroker;
import java.util.List;
import java.util.Objects;

/**
 * A broker that runs already and that the kit neither starts nor stops, so that the same tests run against any broker.
 *
 * <pre>{@code
 * TestBroker staging = ExternalBroker.at("mqtts://broker.staging.acme.example:8883");
 * }</pre>
 *
 * <p>{@link #start()}, {@link #stop()} and {@link #restart()} throw {@link UnsupportedOperationException}; {@link
 * #close()} does nothing. {@link #isRunning()} opens a TCP connection to find out and waits for each of the broker's
 * addresses one second at most.
 *
 * <p>Instances are immutable and thread-safe.
 */
public interface ExternalBroker extends TestBroker {

    /**
     * Returns a broker with the given listeners.
     *
     * @param listeners {@code mqtt://host[:1883]}, {@code mqtts://host[:8883]} or one of each
     * @return the broker; nothing is connected yet
     * @throws IllegalArgumentException if there is no listener, two of a kind, or one of another form
     */
    static ExternalBroker at(String... listeners) {
        Objects.requireNonNull(listeners, "listeners must not be null");
        return RunningBroker.of(List.of(listeners), null);
    }

    /**
     * Returns a broker that requires a user name and a password.
     *
     * @param observer the user that a probe connects with, see {@link #observer()}
     * @param listeners {@code mqtt://host[:1883]}, {@code mqtts://host[:8883]} or one of each
     * @return the broker; nothing is connected yet
     * @throws IllegalArgumentException if there is no listener, two of a kind, or one of another form
     */
    static ExternalBroker at(BrokerUser observer, String... listeners) {
        Objects.requireNonNull(observer, "observer must not be null");
        Objects.requireNonNull(listeners, "listeners must not be null");
        return RunningBroker.of(List.of(listeners), observer);
    }
}
