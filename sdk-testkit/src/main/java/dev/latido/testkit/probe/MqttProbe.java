package dev.latido.testkit.probe;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.probe.internal.ProbeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.AssertProvider;

/**
 * An independent observer of a broker: records every message that crosses it, in order, and answers AssertJ's
 * {@code assertThat(probe)}.
 *
 * <pre>{@code
 * try (MqttProbe probe = MqttProbe.on(broker, "acme/v1/evt/#")) {
 *     publisher.publish(temperature, 21.3);
 *
 *     assertThat(probe).received("acme/v1/evt/planta-1/norte/gw-a72f/temp").withValue(21.3).exactlyOnce();
 * }
 * }</pre>
 *
 * <p>It shares no code with the client under test: a socket of its own, MQTT 5 read byte by byte, clean start, a random
 * client id. It subscribes with QoS 2 and retain-as-published, because that shows most of the truth: a broker delivers
 * with the lower of the published and the granted QoS, so each message shows its own, and a message of QoS 1 or 2 can be
 * neither lost nor doubled between broker and probe while their connection stands. If that connection ends, the probe
 * does not guess: see {@link #trouble()}.
 *
 * <p>Connected and subscribed when it is handed out. Thread-safe. Two daemon threads until {@link #close()}.
 */
public interface MqttProbe extends AutoCloseable, AssertProvider<ProbeAssert> {

    /** Default of {@link Builder#limit}: {@value} messages. */
    int DEFAULT_LIMIT = 1_000_000;

    /** The most that the payloads of all recorded messages may take, in bytes: 256 MiB. Then the probe is full. */
    long MAX_BYTES = 256L << 20;

    /** How long connecting, and subscribing, may take: 10 s each. */
    Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * A probe on a broker's plain listener, with the defaults.
     *
     * @param broker a running broker that lets clients in without credentials
     * @param filters what to observe, at least one; {@code #} for all
     * @return the probe, subscribed
     * @throws IllegalArgumentException if there is no filter, one is malformed or shared, or two overlap
     * @throws IllegalStateException if the broker cannot be reached or refuses
     */
    static MqttProbe on(TestBroker broker, String... filters) {
        return builder(broker).filters(filters).start();
    }

    /**
     * Settings of a probe on a broker's plain listener.
     *
     * @param broker a running broker
     * @return a builder with the defaults
     */
    static Builder builder(TestBroker broker) {
        return builder(Objects.requireNonNull(broker, "broker must not be null").uri());
    }

    /**
     * Settings of a probe on any broker.
     *
     * @param uri {@code mqtt://host[:1883]} or {@code mqtts://host[:8883]}
     * @return a builder with the defaults
     * @throws IllegalArgumentException if the URI is of another form
     */
    static Builder builder(String uri) {
        return new ProbeBuilder(uri);
    }

    /**
     * What came since the start or the last {@link #clear()}.
     *
     * @return an immutable copy, in order of arrival
     */
    List<ProbedMessage> messages();

    /**
     * What came on some topics since the start or the last {@link #clear()}.
     *
     * @param filter a topic or filter, within what the probe observes
     * @return an immutable copy, in order of arrival
     * @throws IllegalArgumentException if the filter is malformed
     */
    List<ProbedMessage> messages(String filter);

    /**
     * Waits until enough messages came.
     *
     * @param filter a topic or filter, within what the probe observes
     * @param count how many at least, those that have come already included; repetitions count
     * @param timeout how long to wait at most
     * @return all that came on the filter until then, in order of arrival
     * @throws AssertionError if fewer came in time; says what did come
     * @throws IllegalArgumentException if the filter is malformed or {@code count} negative
     * @throws IllegalStateException if interrupted; the thread's flag stays set
     */
    List<ProbedMessage> await(String filter, int count, Duration timeout);

    /**
     * Waits until a condition holds for what came. Gives up early once no more can come.
     *
     * @param condition given what {@link #messages()} gives; called on this thread, at first, then at most every 10 ms
     *     and only after something came
     * @param timeout how long to wait at most
     * @return whether the condition held
     * @throws IllegalStateException if interrupted; the thread's flag stays set
     */
    boolean await(Predicate<? super List<ProbedMessage>> condition, Duration timeout);

    /**
     * Why the probe does not see any more what crosses the broker: it lost its connection (such as to a broker that was
     * stopped), or it is full. All its assertions fail from then on, since none could be trusted.
     *
     * @return the reason, or empty while the probe sees everything or after {@link #close()}
     */
    Optional<String> trouble();

    /** Forgets what came so far. Arrival numbers go on. */
    void clear();

    /**
     * Called by AssertJ's own {@code assertThat(probe)}.
     *
     * @return assertions about this probe
     */
    @Override
    ProbeAssert assertThat();

    /** Disconnects and ends the threads. What came stays readable. Takes 2 s at most; calling it again does nothing. */
    @Override
    void close();

    /** Settings of a probe. Not thread-safe. */
    interface Builder {

        /**
         * What to observe. Replaces what was set before. Required.
         *
         * @param filters at least one; {@code #} for all. They must not overlap, because then brokers may deliver a
         *     message twice; nor be shared, because then others take some
         * @return this builder
         * @throws IllegalArgumentException if there is none, one is malformed or shared, or two overlap
         */
        Builder filters(String... filters);

        /**
         * User name and password. Default: none.
         *
         * @param username the user name
         * @param password copied
         * @return this builder
         */
        Builder credentials(String username, char[] password);

        /**
         * Whom to trust for {@code mqtts}. Default: the JVM's default SSL context.
         *
         * @param ca the authority that issued the broker's certificate
         * @return this builder
         */
        Builder trusting(DevelopmentCa ca);

        /**
         * How to speak TLS for {@code mqtts}; the host name is verified. Default: the JVM's default SSL context.
         *
         * @param context the SSL context
         * @return this builder
         */
        Builder sslContext(SSLContext context);

        /**
         * The client id, for brokers that ask for certain ones. Default: {@code probe-} and a random number.
         *
         * @param clientId not empty
         * @return this builder
         * @throws IllegalArgumentException if it is empty
         */
        Builder clientId(String clientId);

        /**
         * What tells one message from another. Default: the envelope's id if there is one, else the payload.
         *
         * @param key gives the same text for what is the same message; called on the thread that asserts, and must not
         *     call {@link ProbedMessage#key()}
         * @return this builder
         */
        Builder key(Function<? super ProbedMessage, String> key);

        /**
         * Has the broker send what it retains already. Default: the probe sees only what is published from now on.
         *
         * @return this builder
         */
        Builder includingRetained();

        /**
         * How many messages to record before the probe is full. Default: {@link MqttProbe#DEFAULT_LIMIT}.
         *
         * @param messages 1 or more
         * @return this builder
         * @throws IllegalArgumentException if less than 1
         */
        Builder limit(int messages);

        /**
         * Connects and subscribes.
         *
         * @return the probe, subscribed, to be closed by the caller
         * @throws IllegalStateException if no filter is set, or the broker cannot be reached or refuses
         */
        MqttProbe start();
    }
}
