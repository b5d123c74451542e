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
 * A TCP proxy on the loopback interface, between MQTT clients and a broker, that makes trouble on request. Without a
 * request it forwards every byte as it is. Thread-safe; lives from {@link Builder#start()} to {@link #close()}.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to(broker).start()) {
 *     proxy.when(Packets.of(PacketType.PUBACK).toClient().nth(3)).dropAndCut();
 *     // a client connects to proxy.uri(), publishes, loses its third PUBACK and the connection
 *     assertThat(proxy.count(FaultAction.DROP_AND_CUT)).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p>Rules are asked in the order in which they were added, for each packet from a client or the broker; the first that
 * chooses it acts, the others only count it. They can be added and removed at any time.
 *
 * <p>Needs four daemon threads per connection. A peer that does not read is not read from either, once
 * 4 MiB wait for it.
 */
public interface FaultProxy extends AutoCloseable {

    /** No limit, for {@link #bandwidth(long)}. */
    long UNLIMITED = Long.MAX_VALUE;

    /** Default of {@link Builder#maxPacketSize}: the payload limit of 1 MiB and generous headers. */
    int DEFAULT_MAX_PACKET_SIZE = (1 << 20) + (64 << 10);

    /** Default of {@link Builder#seed}. */
    long DEFAULT_SEED = 1;

    /** The log keeps this many events, the newest ones; {@link #counts()} knows about all. */
    int MAX_LOGGED_EVENTS = 100_000;

    /**
     * A proxy to this broker.
     *
     * @param host name or address; every address of the name is tried
     * @param port 1 to 65535
     * @return the builder
     */
    static Builder to(String host, int port) {
        return new ProxyBuilder(host, port);
    }

    /**
     * A proxy to the plain listener of a broker.
     *
     * @param broker need not run yet
     * @return the builder
     */
    static Builder to(TestBroker broker) {
        Objects.requireNonNull(broker, "broker must not be null");
        return to(broker.host(), broker.port());
    }

    /**
     * A proxy to the TLS listener of a broker, with TLS for its clients too: they trust the same authority.
     *
     * @param broker need not run yet
     * @param ca has issued the broker's certificate and issues the proxy's
     * @return the builder
     * @throws IllegalStateException if the broker was made without TLS
     */
    static Builder toTls(TestBroker broker, DevelopmentCa ca) {
        Objects.requireNonNull(broker, "broker must not be null");
        Objects.requireNonNull(ca, "ca must not be null");
        URI listener = URI.create(broker.tlsUri());
        return to(listener.getHost(), listener.getPort()).serverTls(ca).targetTls(TlsContexts.client(ca));
    }

    /**
     * Where clients connect: {@code mqtt://127.0.0.1:<port>}, with TLS {@code mqtts://localhost:<port>}. Stays the same
     * until {@link #close()}.
     *
     * @return for example {@code mqtt://127.0.0.1:21883}
     */
    String uri();

    /**
     * The host of {@link #uri()}.
     *
     * @return {@code 127.0.0.1}, with TLS {@code localhost}
     */
    String host();

    /**
     * The port of {@link #uri()}.
     *
     * @return 1 to 65535
     */
    int port();

    /**
     * Sends new connections elsewhere, such as to a broker that came back on another port.
     *
     * @param host name or address
     * @param port 1 to 65535
     */
    void target(String host, int port);

    /**
     * The connections of one client.
     *
     * @param clientId as in its CONNECT; need not be connected
     * @return a view that follows reconnects
     */
    ProxyClient connection(String clientId);

    /**
     * Closes all connections with FIN on both sides. Not forwarded: lost. New connections are accepted.
     *
     * @return the number of connections cut
     */
    int cutAll();

    /**
     * Closes all connections with RST on both sides. Not forwarded: lost. New connections are accepted.
     *
     * @return the number of connections reset
     */
    int resetAll();

    /**
     * Swallows everything on the connections there are, as {@link ProxyClient#halfOpen()}. New ones work.
     *
     * @return the number of connections changed
     */
    int halfOpenAll();

    /**
     * Turns new connections away until {@link #accept()}: the operating system completes the TCP handshake (the port
     * stays bound, so that it cannot be lost to another program), then they are reset at once. Existing ones live on.
     */
    void refuse();

    /** Ends {@link #refuse()}. */
    void accept();

    /**
     * Starts a rule.
     *
     * @param packets the packets it is about
     * @return what to do with them; nothing is in force before one of its methods is called
     */
    RuleStep when(Packets packets);

    /**
     * Puts a random mix of troubles in force.
     *
     * @param faults the mix
     * @return all of it as one rule
     */
    Rule random(RandomFaults faults);

    /**
     * Puts a script in force. Ordinals count from the start of the proxy, so replay on a fresh one.
     *
     * @param script the script
     * @return all of it as one rule
     */
    Rule replay(FaultScript script);

    /**
     * Delays every packet in one direction, from now on. Packets keep their order, throughput is not limited.
     *
     * @param direction which way
     * @param delay zero for none
     */
    void delay(Direction direction, Duration delay);

    /**
     * Limits both directions of each connection.
     *
     * @param bytesPerSecond at least 1, or {@link #UNLIMITED}
     */
    default void bandwidth(long bytesPerSecond) {
        bandwidth(Direction.TO_BROKER, bytesPerSecond);
        bandwidth(Direction.TO_CLIENT, bytesPerSecond);
    }

    /**
     * Limits one direction of each connection.
     *
     * @param direction which way
     * @param bytesPerSecond at least 1, or {@link #UNLIMITED}; what was received before is forwarded at this pace, too
     */
    void bandwidth(Direction direction, long bytesPerSecond);

    /** Removes all rules, delays and limits, and accepts connections again. Half-open connections stay so. */
    void heal();

    /**
     * What happened so far: the newest {@value #MAX_LOGGED_EVENTS} events, the oldest first.
     *
     * @return a copy
     */
    List<FaultEvent> log();

    /**
     * How often each action happened, since the start.
     *
     * @return a copy, with the actions that happened at least once
     */
    Map<FaultAction, Long> counts();

    /**
     * How often one action happened, since the start.
     *
     * @param action the action
     * @return 0 or more
     */
    long count(FaultAction action);

    /** Closes the port and all connections, and ends all threads; takes two seconds at most. Idempotent. */
    @Override
    void close();

    /** The settings of a proxy. Not thread-safe. */
    interface Builder {

        /**
         * The start of the dice for {@link Packets#probability} and {@link Packets#every(Duration)}.
         *
         * @param seed any number; default {@value FaultProxy#DEFAULT_SEED}
         * @return this
         */
        Builder seed(long seed);

        /**
         * Terminates TLS on both sides; packets are read in the clear in between.
         *
         * @param server what clients see, with a key and a certificate
         * @param target what the broker is checked with; its certificate must be for the target's host name
         * @return this
         */
        Builder tls(SSLContext server, SSLContext target);

        /**
         * Terminates the clients' TLS; the way to the broker is plain unless {@link #tls} is called as well.
         *
         * @param server what clients see, with a key and a certificate
         * @return this
         */
        Builder serverTls(SSLContext server);

        /**
         * Terminates the clients' TLS with a new certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}; the
         * way to the broker is plain unless {@link #targetTls} is called as well.
         *
         * @param ca issues the certificate
         * @return this
         */
        default Builder serverTls(DevelopmentCa ca) {
            return serverTls(TlsContexts.server(Objects.requireNonNull(ca, "ca must not be null")));
        }

        /**
         * Speaks TLS to the broker; clients connect without.
         *
         * @param target what the broker is checked with; its certificate must be for the target's host name
         * @return this
         */
        Builder targetTls(SSLContext target);

        /**
         * The port to listen on.
         *
         * @param port 1 to 65535; by default a free one
         * @return this
         */
        Builder port(int port);

        /**
         * The largest packet that is forwarded; a larger one ends its connection.
         *
         * @param bytes on the wire with all headers, at least 2; default
         *     {@value FaultProxy#DEFAULT_MAX_PACKET_SIZE}
         * @return this
         */
        Builder maxPacketSize(int bytes);

        /**
         * The clock of the log. Delays and limits do not follow it.
         *
         * @param clock by default the system's, UTC
         * @return this
         */
        Builder clock(Clock clock);

        /**
         * Binds the port and starts to accept. The broker is contacted with the first connection.
         *
         * @return the running proxy, to be closed by the caller
         * @throws java.io.UncheckedIOException when the port cannot be bound
         */
        FaultProxy start();
    }
}
