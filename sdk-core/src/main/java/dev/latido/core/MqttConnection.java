package dev.latido.core;

import dev.latido.core.internal.connection.ConnectionBuilder;
import dev.latido.topics.Topic;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One device's or one service's connection to an MQTT 5 broker, kept up by itself: stable client id, persistent
 * session, Last Will and retained presence, TLS, reconnect with full jitter.
 *
 * <p>The course's advice is one connection per physical device: a hundred sensors behind one client disappear together.
 *
 * <p>Publishers and subscribers are built on it and live with it: {@link #close()} closes them too. Thread-safe. No
 * thread is held per connection.
 */
public interface MqttConnection extends AutoCloseable {

    /** How long {@link Builder#connect()} waits for the first session unless set: 30 s. */
    Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(30);

    /** Keep-alive (MQTT 5, section 3.1.2.10) unless set: 30 s, short enough for a NAT on the way. */
    Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(30);

    /** Session expiry (MQTT 5, section 3.1.2.11.2) unless set: 7 days. */
    Duration DEFAULT_SESSION_EXPIRY = Duration.ofDays(7);

    /** Unacknowledged messages that the broker may have under way to this connection unless set: 256. */
    int DEFAULT_RECEIVE_MAXIMUM = 256;

    /** For how many devices a connection publishes unless declared: 1, the course's "one connection per device". */
    int DEFAULT_DEVICES = 1;

    /** Will delay (MQTT 5, section 3.1.3.2.2) unless set: none. */
    Duration DEFAULT_WILL_DELAY = Duration.ZERO;

    /** How long {@link #close()} takes at most unless set: 10 s. */
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
     * The client id under which the broker keeps this connection's session.
     *
     * @return the client id
     */
    String clientId();

    /**
     * What the connection is doing now.
     *
     * @return the state
     */
    ConnectionState state();

    /**
     * When the first certificate in use ends: the client's own and its issuers', or one that the broker has shown. A
     * gauge to alert on; the log warns {@linkplain Tls#EXPIRY_WARNING 30 days} before, once a day for each.
     *
     * @return the end of the certificate that ends first, as of the latest session; empty without TLS and before the
     *     first session
     */
    Optional<Instant> certificateExpiry();

    /**
     * What the broker granted the present session: its limits, and whether it went on with an earlier session. Logged at
     * level info with the first session, and when the receive maximum changes.
     *
     * @return the grants, empty when there is no session now
     */
    Optional<BrokerGrants> grants();

    /**
     * The escape hatch: the MQTT client underneath, for what Latido does not offer.
     *
     * <p>Each session has a client object of its own, so the answer is good for the current session only. Publishing
     * through it goes around the outbox; disconnecting it makes this connection reconnect.
     *
     * @param type {@code com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient}, or a supertype of it; with {@link
     *     MqttVersion#MQTT_3_1_1} {@code com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient}
     * @param <T> that type
     * @return the client of the current session
     * @throws IllegalArgumentException if the client is not of that type
     * @throws IllegalStateException if there is no session now
     */
    <T> T unwrap(Class<T> type);

    /**
     * Says goodbye: accepts no new messages from the first moment on ({@code publish} throws {@code
     * IllegalStateException}), stops the subscribers, lets the publishers drain, publishes {@code offline}, waits for its PUBACK
     * and disconnects. Takes {@linkplain Builder#closeTimeout(Duration) 10 s} at most, stops an attempt to connect at
     * once, in whatever step it is (a name that is being looked up is waited for in the background, and then not
     * connected to), never throws for connectivity; calling it again does nothing. The session stays with the broker for its
     * expiry, so messages that arrive meanwhile wait for the next start with the same client id.
     */
    @Override
    void close();

    /** Declares an {@link MqttConnection}. Not thread-safe. */
    interface Builder {

        /**
         * Where the broker is: {@code mqtts://host[:8883]}, {@code mqtt://host[:1883]}, and over WebSocket {@code
         * wss://host[:443][/path]}, {@code ws://host[:80][/path]} with the path {@code /mqtt} unless there is one. The
         * host may be an IPv6 address in brackets. What is not encrypted and leads beyond this machine needs {@link
         * #insecure(String)}. Required, unless {@link #brokers(String...)}.
         *
         * @param uri the broker's URI
         * @return this builder
         * @throws IllegalArgumentException if the scheme is another or the host is missing
         */
        Builder broker(String uri);

        /**
         * Where the broker is.
         *
         * @param uri the broker's URI
         * @return this builder
         * @see #broker(String)
         */
        Builder broker(URI uri);

        /**
         * Several brokers with the same sessions (the nodes of a cluster), in order of preference. Default: the one of {@link
         * #broker(String)}. A round of attempts
         * goes through all of them before the backoff grows; after a session the first is asked first again. Replaces
         * what was set before.
         *
         * @param uris one or more URIs as in {@link #broker(String)}
         * @return this builder
         * @throws IllegalArgumentException if there is none, or one is no broker's
         */
        Builder brokers(String... uris);

        /**
         * The version of MQTT. Default: {@link MqttVersion#MQTT_5}, because its reason codes (section 2.4) tell a refusal
         * from an accident, and its receive maximum (section 4.9) keeps both sides from being flooded.
         *
         * @param version the version
         * @return this builder
         */
        Builder version(MqttVersion version);

        /**
         * A proxy on the way to the broker, for networks of plants and offices that let nothing else out. Default: none; the
         * proxy settings of the JVM are for HTTP and not looked at.
         *
         * @param proxy the proxy
         * @return this builder
         */
        Builder proxy(NetworkProxy proxy);

        /**
         * The name under which the broker keeps this device's session (MQTT 5, section 3.1.3.1): the session with its
         * subscriptions and waiting messages belongs to the id, and a second connection with the same one ends the first.
         * Hence stable over restarts and one per device, as in the course ("client id estable"). No default; required.
         *
         * @param clientId 1 to 128 characters without white space or control characters
         * @return this builder
         * @throws IllegalArgumentException if it is empty, too long or has such characters
         */
        Builder clientId(String clientId);

        /**
         * The device's own user name and password (MQTT 5, sections 3.1.3.5 and 3.1.3.6; the course: never shared between
         * devices). Default: none, for brokers that tell clients by their certificates.
         *
         * @param username the user name
         * @param password the password; copied, so the caller may wipe its array
         * @return this builder
         */
        Builder credentials(String username, char[] password);

        /**
         * Credentials that change, such as tokens that expire, instead of fixed ones. Default: none.
         *
         * @param supplier asked before every attempt to connect, on a thread of its own where it may block, for as long
         *     as an attempt may take ({@link #connectTimeout(Duration)}, at most 10 s); never twice at a time for one
         *     connection. If it throws, gives {@code null} or takes longer, the attempt has failed and is tried again
         *     after a pause; the listener hears of it. What it gives is copied and the copy wiped after CONNACK
         * @return this builder
         */
        Builder credentials(Supplier<Credentials> supplier);

        /**
         * Whom to trust for {@code mqtts} and {@code wss}, and which certificate to show. Default: {@link
         * Tls#trustingSystem()}, without a certificate of its own: right for brokers with a public certificate, and it
         * refuses all others instead of trusting anybody. TLS 1.2 or 1.3 always (the course: "TLS 1.2 mínimo"). With a
         * plain {@code mqtt} broker it is a contradiction, refused by {@link #connect()} and {@link #start()}.
         *
         * @param tls the TLS settings
         * @return this builder
         * @throws IllegalArgumentException if it does not come from a method of {@link Tls}
         */
        Builder tls(Tls tls);

        /**
         * Where this device says that it is there: {@code online} (retained, QoS 1) after every CONNACK,
         * {@code offline} as Last Will (MQTT 5, section 3.1.2.5) and on {@link MqttConnection#close()}. No default; required,
         * unless {@link #withoutPresence(String)}, because the course counts its absence as a mistake: "your dashboard never
         * knows whether the sensor is dead or just quiet".
         *
         * @param topic the presence topic, such as {@code acme/v1/state/planta-1/norte/gw-a72f/presence}
         * @return this builder
         */
        Builder presence(Topic topic);

        /**
         * What is written on the presence topic. Default: {@link PresenceFormat#TEXT}, the course's plain {@code online}
         * and {@code offline}, which every dashboard understands.
         *
         * @param format the format
         * @return this builder
         */
        Builder presenceFormat(PresenceFormat format);

        /**
         * How long the broker waits with the will, so that a blink of the network is not an outage: a new session within
         * that time cancels it (MQTT 5, section 3.1.3.2.2). Default: {@link #DEFAULT_WILL_DELAY}, 0 s: who watches hears
         * of a loss at once.
         *
         * @param delay zero, or whole seconds up to 136 years
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder willDelay(Duration delay);

        /**
         * For how many devices this connection publishes. The course counts it as a mistake to put a hundred sensors
         * behind one client: a connection that publishes for more devices than declared is warned of once in the log, with
         * the number that it has seen a minute or 1,000 messages after the first one too many, or when it is closed.
         * Devices are told apart by the levels site, area and device of events and states. Default: {@link
         * #DEFAULT_DEVICES}, also {@linkplain #withoutPresence without presence}.
         *
         * @param devices at least 1
         * @return this builder
         * @throws IllegalArgumentException if it is less than 1
         */
        Builder devices(int devices);

        /**
         * Deliberately no Last Will and no presence: to the course a mistake ("your dashboard never knows whether the
         * sensor is dead or just quiet"), so it wants a reason.
         *
         * @param reason why, for the reader of the code and the log
         * @return this builder
         * @throws IllegalArgumentException if the reason is blank
         */
        Builder withoutPresence(String reason);

        /**
         * Deliberately unencrypted {@code mqtt} or {@code ws} beyond this machine; each is logged as a warning. Default: such
         * a broker is refused, because passwords and data would go in the clear (the course counts port 1883 in production
         * as a mistake: 8883 with TLS).
         *
         * @param reason why, for the reader of the code and the log
         * @return this builder
         * @throws IllegalArgumentException if the reason is blank
         */
        Builder insecure(String reason);

        /**
         * Keep-alive interval (MQTT 5, section 3.1.2.10). A broker that answers no more is noticed after twice that time.
         * Default: {@link #DEFAULT_KEEP_ALIVE}, 30 s: NAT routers and mobile networks forget connections that are idle for a
         * minute or a few, and then nothing arrives any more.
         *
         * @param keepAlive 1 s to 65,535 s, whole seconds
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder keepAlive(Duration keepAlive);

        /**
         * How long the broker keeps the session, with its subscriptions and the messages that wait for them, while the device
         * is away (MQTT 5, section 3.1.2.11.2). Default: {@link #DEFAULT_SESSION_EXPIRY}, 7 days: longer than a long weekend
         * and a repair, and shorter than the 8 days for which seen ids are kept, so that what waited is still known for what
         * it is. The protocol's own default, 0, would lose everything at the first cut (the course: persistent session).
         *
         * @param expiry 1 s to 136 years, whole seconds
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder sessionExpiry(Duration expiry);

        /**
         * How many unacknowledged messages the broker may have under way to this connection (MQTT 5, section
         * 3.1.2.11.3): the bound of what subscribers hold in memory. Default: {@link #DEFAULT_RECEIVE_MAXIMUM}, 256: at a
         * round trip of 20 ms still 12,800 messages a second, and at the largest payload of 256 KiB no more than 64 MiB. The
         * protocol's own default is 65,535, with which one slow handler would let the heap overflow.
         *
         * <p>A broker that sends more (Mosquitto 2.0 does, when more waits for a client) would be cut off again and again.
         * Instead it is allowed four times as many for the next session, and so on up to 65,535; each time is logged as a
         * warning.
         *
         * @param messages 1 to 65,535
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        Builder receiveMaximum(int messages);

        /**
         * Pauses between connection attempts. Default: {@link Backoff#defaults()}, full jitter from 1 s to 60 s, reset after a
         * session of 30 s: a fleet that lost its broker at one moment does not come back at one moment, a device is back
         * within a minute of its network, and a broker that accepts and drops is not hammered.
         *
         * @param backoff the backoff
         * @return this builder
         */
        Builder backoff(Backoff backoff);

        /**
         * How long {@link #connect()} waits for the first session, and how long one attempt may take (at most 10 s).
         * Default: {@link #DEFAULT_CONNECT_TIMEOUT}, 30 s: three attempts that get no answer, or a handful that are refused.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder connectTimeout(Duration timeout);

        /**
         * How long {@link MqttConnection#close()} takes at most; of that, a fifth is kept for the goodbye. Default: {@link
         * #DEFAULT_CLOSE_TIMEOUT}, 10 s: as long as container platforms usually wait before they kill a process.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        Builder closeTimeout(Duration timeout);

        /**
         * Who hears of changes of state. May be called several times. Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        Builder listener(ConnectionListener listener);

        /**
         * Connects and waits for the first session.
         *
         * @return the connection, in session
         * @throws ConnectionRefusedException if the broker refuses for a reason that time does not mend
         * @throws ConnectionFailedException if there is no session within the {@linkplain #connectTimeout time-out}
         * @throws IllegalStateException if a required setting is missing or two settings contradict each other
         */
        MqttConnection connect();

        /**
         * Starts to connect and returns at once; it keeps trying in the background, so that a gateway may boot before
         * its network.
         *
         * @return the connection, {@link ConnectionState#CONNECTING}
         * @throws IllegalStateException if a required setting is missing or two settings contradict each other
         */
        MqttConnection start();
    }
}
