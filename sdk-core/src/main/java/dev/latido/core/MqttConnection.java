package dev.latido.core;

import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.topics.Topic;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The connection of one device or service to an MQTT 5 broker. It uses TLS, a stable client id and a persistent
 * session, announces presence with a retained message and a Last Will, and reconnects automatically with full jitter.
 *
 * <p>The course recommends one connection per device: a hundred sensors behind one client disappear together.
 * Publishers and subscribers are built on a connection, and {@link #close()} closes them too. Thread-safe.
 */
public interface MqttConnection extends AutoCloseable {

    /** Default of {@link Builder#connectTimeout}: 30 s. */
    Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(30);
    /** Default of {@link Builder#keepAlive}: 30 s, short enough for a NAT router. */
    Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);
    /** Default of {@link Builder#sessionExpiry}: 7 days. */
    Duration DEFAULT_SESSION_EXPIRY = Duration.ofDays(7);
    /** Default of {@link Builder#receiveMaximum}: 256 messages. */
    int DEFAULT_RECEIVE_MAXIMUM = 256;
    /** Default of {@link Builder#devices}: 1, the course's "one connection per device". */
    int DEFAULT_DEVICES = 1;
    /** Default of {@link Builder#willDelay}: none. */
    Duration DEFAULT_WILL_DELAY = Duration.ZERO;
    /** Default of {@link Builder#closeTimeout}: 10 s. */
    Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Starts the declaration of a connection.
     *
     * @return a builder with the defaults named here
     */
    static Builder builder() {
        return new ConnectionBuilder();
    }

    /**
     * Returns the client id under which the broker keeps this connection's session.
     *
     * @return the client id
     */
    String clientId();

    /**
     * Returns the present state of the connection.
     *
     * @return the state
     */
    ConnectionState state();

    /**
     * Returns the time at which the first certificate expires: the client's own and its issuers', or one that the
     * broker has presented. If the client's file has been replaced since the session began, the new certificate counts.
     * The log warns from {@linkplain Tls#EXPIRY_WARNING 30 days} before, once a day for each.
     *
     * @return the time; empty without TLS and before the first session
     */
    Optional<Instant> certificateExpiry();

    /**
     * Replaces the session by a new one with the certificates, keys and credentials of now, for example before a
     * certificate expires. Nothing is lost: publications in flight are sent again, the broker resumes the session with
     * its subscriptions and queued messages, and presence stays {@code online}. Files and suppliers are read first; if
     * that fails, a warning is logged and the present session continues. If the broker refuses the new session,
     * attempts continue as after any outage. Without a session, the next attempt follows at once, without its pause.
     *
     * @return completes with the new session, or exceptionally with the reason why reading or the next attempt failed;
     *     its stages run on threads of the SDK and must not block
     * @throws IllegalStateException if the connection is closed
     */
    CompletableFuture<Void> renew();

    /**
     * Returns the broker's grants for the present session: its limits, and whether it resumed an earlier session. They
     * are logged at level info with the first session, and when the receive maximum changes.
     *
     * @return the grants, empty without a session
     */
    Optional<BrokerGrants> grants();

    /**
     * Returns the underlying MQTT client, for features that Latido does not offer. The result is valid for this session
     * only. Publishing through it bypasses the outbox; disconnecting it makes this connection reconnect.
     *
     * @param type {@code Mqtt5AsyncClient} or a supertype; with {@link MqttVersion#MQTT_3_1_1} {@code Mqtt3AsyncClient}
     * @param <T> that type
     * @return the client of the current session
     * @throws IllegalArgumentException if the client is not of that type
     * @throws IllegalStateException if there is no session
     */
    <T> T unwrap(Class<T> type);

    /**
     * Closes the connection gracefully. New messages are rejected immediately ({@code publish} throws {@code
     * IllegalStateException}), subscribers stop, publishers drain, and DISCONNECT follows the PUBACK of {@code
     * offline}. An attempt in progress is aborted (a name lookup ends in the background). This method takes at most the
     * {@linkplain Builder#closeTimeout close timeout} and never throws because of connectivity problems. Closing again
     * has no effect. The broker keeps the session until it expires, and queues messages for it. An open connection
     * keeps the JVM running; when all are closed, no thread of Latido does.
     */
    @Override
    void close();

    /** Declares an {@link MqttConnection}. Not thread-safe. */
    interface Builder {

        /**
         * Sets the broker: {@code mqtts://host[:8883]}, {@code mqtt://host[:1883]}, or over WebSocket {@code
         * wss://host[:443][/path]}, {@code ws://host[:80][/path]} (default path: {@code /mqtt}). The host may be an
         * IPv6 address in brackets. An unencrypted URI beyond this machine needs {@link #insecure(String)}. Required.
         *
         * @param uri the broker's URI
         * @return this builder
         * @throws IllegalArgumentException if the scheme is another or the host is missing
         */
        Builder broker(String uri);

        /**
         * Sets the broker, as {@link #broker(String)} does.
         *
         * @param uri the broker's URI
         * @return this builder
         */
        Builder broker(URI uri);

        /**
         * Sets several brokers with the same sessions (the nodes of a cluster) instead, in order of preference. A round
         * of attempts tries all before the backoff grows; after a session it starts with the first again.
         *
         * @param uris one or more URIs as in {@link #broker(String)}
         * @return this builder
         * @throws IllegalArgumentException if there is none, or one is not a broker's
         */
        Builder brokers(String... uris);

        /**
         * Sets the version of MQTT. Default: {@link MqttVersion#MQTT_5}, because its reason codes (section 2.4)
         * distinguish refusals from failures, and its receive maximum (section 4.9) protects both sides.
         *
         * @param version the version
         * @return this builder
         */
        Builder version(MqttVersion version);

        /**
         * Sets a proxy on the way to the broker. Default: none; the JVM's proxy settings are for HTTP and are ignored.
         *
         * @param proxy the proxy
         * @return this builder
         */
        Builder proxy(NetworkProxy proxy);

        /**
         * Sets the client id, to which the broker's session belongs (MQTT 5, section 3.1.3.1). A second connection with
         * the same id ends the first, so it must be stable over restarts and unique to the device (the course: "client
         * id estable"). Required.
         *
         * @param clientId 1 to 128 characters without white space or control characters
         * @return this builder
         * @throws IllegalArgumentException if it is empty, too long or has such characters
         */
        Builder clientId(String clientId);

        /**
         * Sets the device's own user name and password (MQTT 5, sections 3.1.3.5 and 3.1.3.6; the course: never shared
         * between devices). Default: none, for brokers that recognise clients by their certificates.
         *
         * @param username the user name
         * @param password the password; copied, so the caller may wipe its array
         * @return this builder
         */
        Builder credentials(String username, char[] password);

        /**
         * Sets a supplier of credentials that change, such as tokens that expire, instead of fixed ones. Default: none.
         *
         * @param supplier called before every attempt, one call at a time, on a thread where it may block for the time
         *     of an attempt (see {@link #connectTimeout}). If it throws, returns {@code null} or takes longer, the
         *     attempt fails. The result is copied; the copy is wiped after CONNACK
         * @return this builder
         */
        Builder credentials(Supplier<Credentials> supplier);

        /**
         * Sets the trusted authorities and the client certificate for {@code mqtts} and {@code wss}. Default: {@link
         * Tls#trustingSystem()} without a client certificate, which accepts only brokers with a public certificate. TLS
         * is always 1.2 or 1.3 (the course: "TLS 1.2 mínimo"). With a plain {@code mqtt} broker, it is refused.
         *
         * @param tls the TLS settings, from a method of {@link Tls}
         * @return this builder
         */
        Builder tls(Tls tls);

        /**
         * Sets the topic on which this device announces its presence: {@code online} (retained, QoS 1) after every
         * CONNACK, {@code offline} as Last Will (MQTT 5, section 3.1.2.5) and on {@link MqttConnection#close()}.
         * Required, unless {@link #withoutPresence(String)} is called.
         *
         * @param topic such as {@code acme/v1/state/planta-1/norte/gw-a72f/presence}
         * @return this builder
         */
        Builder presence(Topic topic);

        /**
         * Sets the format of presence messages. Default: {@link PresenceFormat#TEXT}, which every tool can read.
         *
         * @param format the format
         * @return this builder
         */
        Builder presenceFormat(PresenceFormat format);

        /**
         * Sets the time for which the broker holds back the Last Will; a new session within that time cancels it
         * (MQTT 5, section 3.1.3.2.2). Default: {@link #DEFAULT_WILL_DELAY}, 0 s, so that a loss is announced at once.
         *
         * @param delay zero, or whole seconds up to 136 years
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder willDelay(Duration delay);

        /**
         * Declares the number of devices (levels site, area and device of events and states) for which this connection
         * publishes. If it publishes for more, which the course calls a mistake, the log warns once, a minute or 1,000
         * messages after the first device too many, or at close. Default: {@link #DEFAULT_DEVICES}.
         *
         * @param devices at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        Builder devices(int devices);

        /**
         * Declares that this connection deliberately has no Last Will and no presence, which the course calls a mistake.
         *
         * @param reason the reason, for readers of the code and the log
         * @return this builder
         * @throws IllegalArgumentException if the reason is blank
         */
        Builder withoutPresence(String reason);

        /**
         * Allows unencrypted {@code mqtt} or {@code ws} beyond this machine, with a warning. Default: such a broker is
         * refused, because passwords and data would be readable (the course: 8883 with TLS, not 1883).
         *
         * @param reason the reason, for readers of the code and the log
         * @return this builder
         * @throws IllegalArgumentException if the reason is blank
         */
        Builder insecure(String reason);

        /**
         * Sets the keep-alive interval (MQTT 5, section 3.1.2.10). A silent broker is noticed after twice that time.
         * Default: {@link #DEFAULT_KEEP_ALIVE}, 30 s: NAT routers forget connections that are idle for a minute.
         *
         * @param keepAlive 1 s to 65,535 s, whole seconds
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder keepAlive(Duration keepAlive);

        /**
         * Sets the time for which the broker keeps the session, with its subscriptions and queued messages, without a
         * connection (MQTT 5, section 3.1.2.11.2). Default: {@link #DEFAULT_SESSION_EXPIRY}, 7 days: longer than a long
         * weekend, and shorter than the 8 days for which seen ids are kept, which recognise duplicates among them.
         *
         * @param expiry 1 s to 136 years, whole seconds
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder sessionExpiry(Duration expiry);

        /**
         * Sets the number of unacknowledged messages that the broker may have in flight to this connection (MQTT 5,
         * section 3.1.2.11.3). It bounds the memory of subscribers. Default: {@link #DEFAULT_RECEIVE_MAXIMUM}, 256:
         * 12,800 messages per second at a round trip of 20 ms, and at most 64 MiB with payloads of 256 KiB. With the
         * protocol's default, 65,535, one slow handler could fill the heap. If a broker sends more (Mosquitto 2.0 does,
         * with a backlog), a warning is logged, and the next session allows four times as many, up to 65,535.
         *
         * @param messages 1 to 65,535
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder receiveMaximum(int messages);

        /**
         * Sets the pauses between connection attempts. Default: {@link Backoff#defaults()}, full jitter from 1 s to
         * 60 s, reset after a session of 30 s: a fleet does not reconnect at one moment, and a device within a minute.
         *
         * @param backoff the backoff
         * @return this builder
         */
        Builder backoff(Backoff backoff);

        /**
         * Sets the time that {@link #connect()} waits for the first session. An attempt takes at most nine tenths of
         * it, and at most 10 s. Default: {@link #DEFAULT_CONNECT_TIMEOUT}, 30 s: three attempts without an answer.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder connectTimeout(Duration timeout);

        /**
         * Sets the maximum time of {@link MqttConnection#close()}, a fifth of it for {@code offline} and DISCONNECT.
         * Default: {@link #DEFAULT_CLOSE_TIMEOUT}, 10 s, as container platforms usually wait.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder closeTimeout(Duration timeout);

        /**
         * Adds a listener for state changes. May be called more than once. By default, there are no listeners.
         *
         * @param listener the listener
         * @return this builder
         */
        Builder listener(ConnectionListener listener);

        /**
         * Connects and waits for the first session.
         *
         * @return the connection, in session
         * @throws ConnectionRefusedException at once if the broker permanently refuses the connection
         * @throws ConnectionFailedException at once if only a person can fix the reason (a certificate that is not
         *     trusted, a proxy that answers 407 …), otherwise after the {@linkplain #connectTimeout timeout}
         * @throws IllegalStateException if a required setting is missing or two settings contradict each other
         */
        MqttConnection connect();

        /**
         * Starts to connect in the background and returns at once, so that a gateway may boot before its network.
         *
         * @return the connection, {@link ConnectionState#CONNECTING}
         * @throws IllegalStateException if a required setting is missing or two settings contradict each other
         */
        MqttConnection start();
    }
}
