package dev.latido.testkit;

import java.util.Optional;

/**
 * A real MQTT broker (5 and 3.1.1) for tests. It can be reached on this machine only, unless it is an {@link
 * ExternalBroker}.
 *
 * <p>A broker is running when a test receives it. {@link #stop()} and {@link #start()} may be called any number of
 * times until {@link #close()}; the ports stay the same. Whether sessions, queued and retained messages survive a
 * restart depends on the broker: see {@link EmbeddedBroker.Builder#persistent}. An {@link ExternalBroker} can be
 * neither started nor stopped.
 *
 * <p>Implementations are thread-safe. Calls that change the state wait for one another.
 */
public interface TestBroker extends AutoCloseable {

    /**
     * Returns the address for clients without TLS.
     *
     * @return for example {@code mqtt://127.0.0.1:21883}
     */
    default String uri() {
        return "mqtt://" + host() + ":" + port();
    }

    /**
     * Returns the address for clients with TLS. The certificate is also valid for {@code 127.0.0.1} and {@code ::1}.
     *
     * @return for example {@code mqtts://localhost:28883}
     * @throws IllegalStateException if the broker has no TLS listener
     */
    default String tlsUri() {
        return "mqtts://localhost:" + tlsPort();
    }

    /**
     * Returns the host of the plain listener.
     *
     * @return an IP address or host name, without port
     */
    String host();

    /**
     * Returns the port of the plain listener.
     *
     * @return 1 to 65535, the same until the broker is closed
     */
    int port();

    /**
     * Returns the port of the TLS listener.
     *
     * @return 1 to 65535, the same until the broker is closed
     * @throws IllegalStateException if the broker has no TLS listener
     */
    int tlsPort();

    /**
     * Returns whether the broker accepts connections now.
     *
     * @return true between start and stop
     */
    boolean isRunning();

    /**
     * Stops the broker and returns when its ports are closed. The connections of clients end. Does nothing if the
     * broker is not running.
     *
     * @throws IllegalStateException if the broker does not stop in time
     */
    void stop();

    /**
     * Starts the broker again on the same ports and returns when it accepts connections. Does nothing if it is running.
     *
     * @throws IllegalStateException if the broker is closed or does not start, for example because another process has
     *     taken a port
     */
    void start();

    /**
     * Stops the broker and starts it again.
     *
     * @throws IllegalStateException if the broker is closed, or does not stop or start
     */
    default void restart() {
        stop();
        start();
    }

    /**
     * Returns the user that an observer such as a probe connects with. The kit adds this user to every broker with
     * users; it may read and write every topic.
     *
     * @return the user; empty if the broker has no users, so that every client may connect
     */
    default Optional<BrokerUser> observer() {
        return Optional.empty();
    }

    /** Stops the broker permanently and removes its files. Closing again has no effect. */
    @Override
    void close();
}
