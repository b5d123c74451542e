package dev.latido.testkit;

import java.util.Optional;

/**
 * A real MQTT broker (5 and 3.1.1) for tests, reachable on this machine only unless somebody else runs it.
 *
 * <p>It is running when it is handed out. {@link #stop()} and {@link #start()} may be called any number of times until
 * {@link #close()}; the ports stay the same all the time. Whether sessions, queued and retained messages survive a
 * restart depends on the broker: see {@link EmbeddedBroker.Builder#persistent}. {@link ExternalBroker} is the exception:
 * it belongs to somebody else and is neither started nor stopped.
 *
 * <p>Implementations are thread-safe: calls that change the state wait for one another.
 */
public interface TestBroker extends AutoCloseable {

    /**
     * Where clients connect without TLS.
     *
     * @return for example {@code mqtt://127.0.0.1:21883}
     */
    default String uri() {
        return "mqtt://" + host() + ":" + port();
    }

    /**
     * Where clients connect with TLS. The certificate also holds for {@code 127.0.0.1} and {@code ::1}.
     *
     * @return for example {@code mqtts://localhost:28883}
     * @throws IllegalStateException if the broker was made without TLS
     */
    default String tlsUri() {
        return "mqtts://localhost:" + tlsPort();
    }

    /**
     * The address of the plain listener.
     *
     * @return an IP address or host name, without port
     */
    String host();

    /**
     * The port of the plain listener.
     *
     * @return 1 to 65535, the same until the broker is closed
     */
    int port();

    /**
     * The port of the TLS listener.
     *
     * @return 1 to 65535, the same until the broker is closed
     * @throws IllegalStateException if the broker was made without TLS
     */
    int tlsPort();

    /**
     * Whether the broker takes connections now.
     *
     * @return true between start and stop
     */
    boolean isRunning();

    /**
     * Stops the broker and returns when its ports are closed. Clients see their connection end. Does nothing if it is
     * not running.
     *
     * @throws IllegalStateException if the broker does not stop in time
     */
    void stop();

    /**
     * Starts the broker again on the same ports and returns when it takes connections. Does nothing if it is running.
     *
     * @throws IllegalStateException if the broker is closed, or does not start (another process took a port meanwhile)
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
     * As whom an observer, such as a probe, connects to a broker with users: a user that the kit itself has added, who
     * may read and write every topic.
     *
     * @return the user; empty if the broker was made without users, so that everyone may connect
     */
    default Optional<BrokerUser> observer() {
        return Optional.empty();
    }

    /** Stops the broker for good and removes the files it made. Calling it again does nothing. */
    @Override
    void close();
}
