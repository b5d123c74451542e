package dev.latido.testkit.proxy;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.internal.tls.TlsContexts;
import dev.latido.testkit.proxy.internal.ProxyBuilder;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;

/**
 * A TCP proxy on the loopback interface, between MQTT clients and a broker, that injects faults on request. Without a
 * request it forwards every byte unchanged. Thread-safe. It runs from {@link Builder#start()} to {@link #close()}.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(broker).start()) {
 *     proxy.when(Packets.of(PacketType.PUBACK).toClient().nth(3)).dropAndCut();
 *     // a client connects to proxy.uri() and publishes; it receives no third PUBACK and loses the connection
 *     assertThat(proxy.count(FaultAction.DROP_AND_CUT)).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Rules are asked in the order in which they were added, for each packet from a client or the broker. The first rule
 * that chooses the packet acts; the others only count it. Rules can be added and removed at any time.
 *
 * <p>The proxy uses four daemon threads for each connection. If a peer does not read, the proxy stops reading from the
 * other peer once 4 MiB are waiting.
 */
public interface FaultProxy extends AutoCloseable {

    /** No limit, for {@link #bandwidth(long)}. */
    long UNLIMITED = Long.MAX_VALUE;

    /** Default of {@link Builder#maxPacketSize}: the payload limit of 1 MiB and generous headers. */
    int DEFAULT_MAX_PACKET_SIZE = (1 << 20) + (64 << 10);

    /** Default of {@link Builder#seed}. */
    long DEFAULT_SEED = 1;

    /**
     * The maximum number of events in the log; older events are removed, but {@link #counts()} still includes them.
     */
    int MAX_LOGGED_EVENTS = 100_000;

    /**
     * Returns a builder for a proxy to a broker.
     *
     * @param host name or address; every address of the name is tried
     * @param port 1 to 65535
     * @return the builder
     */
    static Builder to(String host, int port) {
        return new ProxyBuilder(host, port);
    }

    /**
     * Returns a builder for a proxy to the plain listener of a broker.
     *
     * @param broker need not run yet
     * @return the builder
     */
    static Builder to(TestBroker broker) {
        Objects.requireNonNull(broker, "broker must not be null");
        return to(broker.host(), broker.port());
    }

    /**
     * Returns a builder for a proxy to the TLS listener of a broker. Its clients use TLS too and trust the same
     * authority.
     *
     * @param broker need not run yet
     * @param ca the authority that issued the broker's certificate; it also issues the proxy's
     * @return the builder
     * @throws IllegalStateException if the broker has no TLS listener
     */
    static Builder toTls(TestBroker broker, DevelopmentCa ca) {
        Objects.requireNonNull(broker, "broker must not be null");
        Objects.requireNonNull(ca, "ca must not be null");
        URI listener = URI.create(broker.tlsUri());
        return to(listener.getHost(), listener.getPort()).serverTls(ca).targetTls(TlsContexts.client(ca));
    }

    /**
     * Returns the address for clients: {@code mqtt://127.0.0.1:<port>}, with TLS {@code mqtts://localhost:<port>}. It
     * stays the same until {@link #close()}.
     *
     * @return for example {@code mqtt://127.0.0.1:21883}
     */
    String uri();

    /**
     * Returns the host of {@link #uri()}.
     *
     * @return {@code 127.0.0.1}, with TLS {@code localhost}
     */
    String host();

    /**
     * Returns the port of {@link #uri()}.
     *
     * @return 1 to 65535
     */
    int port();

    /**
     * Directs new connections to another target, for example to a broker that came back on another port.
     *
     * @param host name or address
     * @param port 1 to 65535
     */
    void target(String host, int port);

    /**
     * Returns the connections of one client.
     *
     * @param clientId the id in its CONNECT; the client need not be connected
     * @return a view that stays valid across reconnects
     */
    ProxyClient connection(String clientId);

    /**
     * Closes all connections with FIN on both sides. Packets that were not forwarded are lost. New connections are
     * accepted.
     *
     * @return the number of connections cut
     */
    int cutAll();

    /**
     * Closes all connections with RST on both sides. Packets that were not forwarded are lost. New connections are
     * accepted.
     *
     * @return the number of connections reset
     */
    int resetAll();

    /**
     * Makes all open connections half-open, as {@link ProxyClient#halfOpen()} does. New connections work.
     *
     * @return the number of connections changed
     */
    int halfOpenAll();

    /**
     * Refuses new connections until {@link #accept()}. The port stays bound, so that no other program can take it: the
     * operating system completes the TCP handshake, then the connection is reset at once. Open connections are not
     * affected.
     */
    void refuse();

    /** Ends {@link #refuse()}. */
    void accept();

    /**
     * Starts a rule.
     *
     * @param packets the packets that the rule chooses
     * @return the second half of the rule; the rule is in force once one of its methods is called
     */
    RuleStep when(Packets packets);

    /**
     * Puts a random mix of faults in force.
     *
     * @param faults the mix
     * @return a rule for all of it
     */
    Rule random(RandomFaults faults);

    /**
     * Puts a script in force. Packets are counted from the start of the proxy, so replay a script on a new proxy.
     *
     * @param script the script
     * @return a rule for all of it
     */
    Rule replay(FaultScript script);

    /**
     * Delays every packet in one direction from now on. Packets keep their order, and the throughput is not limited.
     *
     * @param direction the direction
     * @param delay zero for none
     */
    void delay(Direction direction, Duration delay);

    /**
     * Limits the bandwidth of both directions of each connection.
     *
     * @param bytesPerSecond at least 1, or {@link #UNLIMITED}
     */
    default void bandwidth(long bytesPerSecond) {
        bandwidth(Direction.TO_BROKER, bytesPerSecond);
        bandwidth(Direction.TO_CLIENT, bytesPerSecond);
    }

    /**
     * Limits the bandwidth of one direction of each connection.
     *
     * @param direction the direction
     * @param bytesPerSecond at least 1, or {@link #UNLIMITED}; the limit also applies to data that was received before
     */
    void bandwidth(Direction direction, long bytesPerSecond);

    /** Removes all rules, delays and limits, and accepts connections again. Half-open connections stay half-open. */
    void heal();

    /**
     * Returns the newest {@value #MAX_LOGGED_EVENTS} events, the oldest first.
     *
     * @return a copy
     */
    List<FaultEvent> log();

    /**
     * Returns the number of times each action has happened since the start.
     *
     * @return a copy, with the actions that have happened at least once
     */
    Map<FaultAction, Long> counts();

    /**
     * Returns the number of times one action has happened since the start.
     *
     * @param action the action
     * @return 0 or more
     */
    long count(FaultAction action);

    /**
     * Closes the port and all connections, and ends all threads. Takes two seconds at most. Closing again has no
     * effect.
     */
    @Override
    void close();

    /** The settings of a proxy. Not thread-safe. */
    interface Builder {

        /**
         * Sets the seed of the random choices of {@link Packets#probability} and {@link Packets#every(Duration)}.
         *
         * @param seed any number; default {@value FaultProxy#DEFAULT_SEED}
         * @return this
         */
        Builder seed(long seed);

        /**
         * Terminates TLS on both sides. The proxy reads the packets unencrypted in between.
         *
         * @param server the context towards clients, with a key and a certificate
         * @param target the context towards the broker, whose certificate must be for the target's host name
         * @return this
         */
        Builder tls(SSLContext server, SSLContext target);

        /**
         * Terminates the clients' TLS. The connection to the broker is plain unless {@link #tls} is called as well.
         *
         * @param server the context towards clients, with a key and a certificate
         * @return this
         */
        Builder serverTls(SSLContext server);

        /**
         * Terminates the clients' TLS with a new certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}.
         * The connection to the broker is plain unless {@link #targetTls} is called as well.
         *
         * @param ca the authority that issues the certificate
         * @return this
         */
        default Builder serverTls(DevelopmentCa ca) {
            return serverTls(TlsContexts.server(Objects.requireNonNull(ca, "ca must not be null")));
        }

        /**
         * Uses TLS to the broker; clients connect without TLS.
         *
         * @param target the context towards the broker, whose certificate must be for the target's host name
         * @return this
         */
        Builder targetTls(SSLContext target);

        /**
         * Sets the port to listen on.
         *
         * @param port 1 to 65535; default a free port
         * @return this
         */
        Builder port(int port);

        /**
         * Sets the largest packet that is forwarded. A larger packet ends its connection.
         *
         * @param bytes the size on the wire with all headers, at least 2; default {@value
         *     FaultProxy#DEFAULT_MAX_PACKET_SIZE}
         * @return this
         */
        Builder maxPacketSize(int bytes);

        /**
         * Sets the clock of the log. Delays and limits do not follow it.
         *
         * @param clock thread-safe; must not call the proxy, which reads it while a connection is locked; default the
         *     system's, UTC
         * @return this
         */
        Builder clock(Clock clock);

        /**
         * Binds the port and starts to accept connections. The proxy contacts the broker when the first client
         * connects.
         *
         * @return the running proxy; the caller closes it
         * @throws java.io.UncheckedIOException if the port cannot be bound
         */
        FaultProxy start();
    }
}
