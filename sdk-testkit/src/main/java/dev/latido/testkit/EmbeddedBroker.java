package dev.latido.testkit;

import dev.latido.testkit.internal.hivemq.HiveMqBrokerBuilder;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ Community Edition in the test's own JVM: nothing to install, about a second to start, two to stop.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.builder().start()) {
 *     connect(broker.uri());
 * }
 * }</pre>
 *
 * <p>Any number may run in one JVM, each on ports of its own. Starts and stops follow one another, JVM-wide, because the
 * broker keeps some of its state in statics. It logs to SLF4J; where the logging configuration (logback) says nothing of
 * {@code com.hivemq}, the kit sets that logger to WARN and touches nothing else.
 *
 * <p>Instances are thread-safe.
 */
public interface EmbeddedBroker extends TestBroker {

    /**
     * Settings of a new broker.
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
     * Forgets a client's session with its subscriptions and queued messages; disconnects the client if it is connected.
     *
     * @param clientId the client
     * @return whether the client was connected; false as well if there is no such session
     * @throws IllegalStateException if the broker is not running or does not answer in time
     */
    boolean dropSession(String clientId);

    /**
     * The ids of the clients that are connected now.
     *
     * @return an immutable snapshot
     * @throws IllegalStateException if the broker is not running or does not answer in time
     */
    Set<String> connectedClients();

    /** Decides who may connect. */
    @FunctionalInterface
    interface Authenticator {

        /**
         * Called for every CONNECT, on a thread of the broker, for several clients at once; must be thread-safe and
         * should not block. If it throws, the client is refused and the error logged.
         *
         * @param clientId the client id, possibly one that the broker has assigned
         * @param username the user name, or null if the client sent none
         * @param password the password read as UTF-8, or null if the client sent none
         * @return whether the client may connect; false is answered with reason code 134 (MQTT 3.1.1: 4), bad user name
         *     or password
         */
        boolean allows(String clientId, @Nullable String username, @Nullable String password);
    }

    /**
     * Settings of an embedded broker. Messages and sessions do not expire unless the client says so, and the broker
     * discards nothing before {@link #queueSize(int)} is reached.
     *
     * <p>Not thread-safe. May be used again for further brokers.
     */
    interface Builder extends BrokerBuilder<EmbeddedBroker, Builder> {

        /**
         * Keeps sessions, queued and retained messages in files, so that they survive {@link TestBroker#stop()}, and
         * {@link TestBroker#close()} as well if a later broker is given the same directory. Default:
         * {@link #inMemory()}.
         *
         * @param directory made if absent, never removed by the broker; for one running broker at a time
         * @return this builder
         */
        Builder persistent(Path directory);

        /**
         * Keeps everything in memory (the default): sessions, queued and retained messages are gone after
         * {@link TestBroker#stop()}.
         *
         * @return this builder
         */
        Builder inMemory();

        /**
         * Decides who may connect, after the users of {@link #user(String, String)} if there are any. Default: everyone.
         *
         * @param authenticator called for every CONNECT
         * @return this builder
         */
        Builder authenticator(Authenticator authenticator);

        /**
         * Refuses one client with a reason code of the test's choice, before anybody else decides. May be called for
         * several clients. Default: nobody.
         *
         * @param clientId the client
         * @param reasonCode of the CONNACK (MQTT 5, section 3.2.2.2), such as 0x8A for a banned client; a client with MQTT
         *     3.1.1 gets what comes nearest
         * @return this builder
         * @throws IllegalArgumentException if the broker cannot refuse with this code
         */
        Builder refusal(String clientId, int reasonCode);
    }
}
