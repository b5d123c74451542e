package dev.latido.testkit;

import dev.latido.testkit.internal.hivemq.HiveMqBrokerBuilder;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ Community Edition in the JVM of the test. Nothing has to be installed; a start takes about one second, a stop
 * two.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.builder().start()) {
 *     connect(broker.uri());
 * }
 * }</pre>
 *
 * <p>Any number of brokers can run in one JVM, each on its own ports. Starts are serialised across the JVM, because the
 * broker keeps some of its state in static fields. The broker logs to SLF4J. If the logging configuration (logback)
 * sets no level for {@code com.hivemq}, the kit sets that logger to WARN and changes nothing else.
 *
 * <p>Instances are thread-safe.
 */
public interface EmbeddedBroker extends TestBroker {

    /**
     * Returns a builder for a new broker.
     *
     * @return a builder with the defaults
     */
    static Builder builder() {
        return new HiveMqBrokerBuilder();
    }

    /**
     * Closes a client's connection from the broker's side and keeps its session.
     *
     * @param clientId the client
     * @param preventWill true to discard the client's will, false to have it published
     * @return whether the client was connected
     * @throws IllegalStateException if the broker is not running or does not answer in time
     */
    boolean disconnectClient(String clientId, boolean preventWill);

    /**
     * Removes a client's session with its subscriptions and queued messages, and disconnects the client if it is
     * connected.
     *
     * @param clientId the client
     * @return whether the client was connected; false also if there is no such session
     * @throws IllegalStateException if the broker is not running or does not answer in time
     */
    boolean dropSession(String clientId);

    /**
     * Returns the ids of the clients that are connected now.
     *
     * @return an immutable snapshot
     * @throws IllegalStateException if the broker is not running or does not answer in time
     */
    Set<String> connectedClients();

    /** Decides which clients may connect. */
    @FunctionalInterface
    interface Authenticator {

        /**
         * Called for every CONNECT on a thread of the broker, for several clients at the same time. It must be
         * thread-safe and should not block. If it throws, the client is refused and the error is logged.
         *
         * @param clientId the client id, which the broker may have assigned
         * @param username the user name, or null if the client sent none
         * @param password the password decoded as UTF-8, or null if the client sent none
         * @return whether the client may connect; false is answered with reason code 134 (MQTT 3.1.1: 4), bad user name
         *     or password
         */
        boolean allows(String clientId, @Nullable String username, @Nullable String password);
    }

    /**
     * Settings of an embedded broker. Messages and sessions do not expire unless the client asks for it, and the broker
     * discards no message before {@link #queueSize(int)} is reached.
     *
     * <p>Not thread-safe. A builder can be used again for further brokers.
     */
    interface Builder extends BrokerBuilder<EmbeddedBroker, Builder> {

        /**
         * Keeps sessions, queued and retained messages in files, so that they survive {@link TestBroker#stop()}. They
         * also survive {@link TestBroker#close()} if a later broker is given the same directory. Default: {@link
         * #inMemory()}.
         *
         * @param directory created if absent, never removed by the broker; for one running broker at a time
         * @return this builder
         */
        Builder persistent(Path directory);

        /**
         * Keeps everything in memory (the default). Sessions, queued and retained messages are lost at {@link
         * TestBroker#stop()}.
         *
         * @return this builder
         */
        Builder inMemory();

        /**
         * Sets the function that decides which clients may connect, after {@link #user(String, String)} has accepted
         * them if there are users. Default: every client may connect.
         *
         * @param authenticator called for every CONNECT
         * @return this builder
         */
        Builder authenticator(Authenticator authenticator);

        /**
         * Refuses one client with a chosen reason code, before users and the authenticator are asked. May be called for
         * several clients. Default: no client is refused.
         *
         * @param clientId the client
         * @param reasonCode the code in the CONNACK (MQTT 5, section 3.2.2.2), such as 0x8A for a banned client; a
         *     client with MQTT 3.1.1 gets the nearest code of that version
         * @return this builder
         * @throws IllegalArgumentException if the broker cannot refuse with this code
         */
        Builder refusal(String clientId, int reasonCode);
    }
}
