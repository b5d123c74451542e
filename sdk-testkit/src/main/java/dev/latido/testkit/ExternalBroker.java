package dev.latido.testkit;

import dev.latido.testkit.internal.broker.RunningBroker;
import java.util.List;
import java.util.Objects;

/**
 * A broker that somebody else has started, so that the same tests run against it.
 *
 * <pre>{@code
 * TestBroker staging = ExternalBroker.at("mqtts://broker.staging.acme.example:8883");
 * }</pre>
 *
 * <p>{@link #start()}, {@link #stop()} and {@link #restart()} throw {@link UnsupportedOperationException}; {@link
 * #close()} does nothing. {@link #isRunning()} opens a TCP connection to tell, and waits a second for each of its addresses at most.
 *
 * <p>Instances are immutable and thread-safe.
 */
public interface ExternalBroker extends TestBroker {

    /**
     * A broker at its listeners.
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
     * A broker that wants a user name and a password.
     *
     * @param observer as whom a probe connects, see {@link #observer()}
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
