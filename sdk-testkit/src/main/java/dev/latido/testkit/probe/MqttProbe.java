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
 * An independent observer of a broker. It records every message that crosses the broker, in order, and works with
 * AssertJ's {@code assertThat(probe)}.
 *
 * <pre>{@code
 * try (MqttProbe probe = MqttProbe.on(broker, "acme/v1/evt/#")) {
 *     publisher.publish(temperature, 21.3);
 *
 *     assertThat(probe).received("acme/v1/evt/planta-1/norte/gw-a72f/temp").withValue(21.3).exactlyOnce();
 * }
 * }</pre>
 *
 * <p>A probe shares no code with the client under test: it has its own socket, reads MQTT 5 byte by byte, connects with
 * clean start and uses a random client id. It subscribes with QoS 2 and retain-as-published. A broker delivers with the
 * lower of the published and the granted QoS, so each message shows its own QoS, and while the probe is connected, a
 * message of QoS 1 or 2 is neither lost nor duplicated between broker and probe. If the connection ends, the probe
 * reports it: see {@link #trouble()}.
 *
 * <p>A probe is connected and subscribed when {@link Builder#start()} returns. Thread-safe. Uses two daemon threads
 * until {@link #close()}.
 */
public interface MqttProbe extends AutoCloseable, AssertProvider<ProbeAssert> {

    /** Default of {@link Builder#limit}: {@value} messages. */
    int DEFAULT_LIMIT = 1_000_000;

    /** The limit for the payloads of all recorded messages, in bytes: 256 MiB. A probe that reaches it is full. */
    long MAX_BYTES = 256L << 20;

    /** The maximum time for connecting, and for subscribing: 10 s each. */
    Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Starts a probe on a broker's plain listener, with the defaults.
     *
     * @param broker a running broker that requires no credentials
     * @param filters the filters to observe, at least one; {@code #} for all
     * @return the probe, subscribed
     * @throws IllegalArgumentException if there is no filter, one is malformed or shared, or two overlap
     * @throws IllegalStateException if the broker cannot be reached or refuses
     */
    static MqttProbe on(TestBroker broker, String... filters) {
        return builder(broker).filters(filters).start();
    }

    /**
     * Returns a builder for a probe on a broker's plain listener.
     *
     * @param broker a running broker
     * @return a builder with the defaults
     */
    static Builder builder(TestBroker broker) {
        return builder(Objects.requireNonNull(broker, "broker must not be null").uri());
    }

    /**
     * Returns a builder for a probe on any broker.
     *
     * @param uri {@code mqtt://host[:1883]} or {@code mqtts://host[:8883]}
     * @return a builder with the defaults
     * @throws IllegalArgumentException if the URI is of another form
     */
    static Builder builder(String uri) {
        return new ProbeBuilder(uri);
    }

    /**
     * Returns the messages since the start or the last {@link #clear()}.
     *
     * @return an immutable copy, in order of arrival
     */
    List<ProbedMessage> messages();

    /**
     * Returns the messages on some topics since the start or the last {@link #clear()}.
     *
     * @param filter a topic or filter, within what the probe observes
     * @return an immutable copy, in order of arrival
     * @throws IllegalArgumentException if the filter is malformed
     */
    List<ProbedMessage> messages(String filter);

    /**
     * Waits for a number of messages.
     *
     * @param filter a topic or filter, within what the probe observes
     * @param count the minimum number; messages that have arrived already and repetitions count
     * @param timeout the maximum wait
     * @return all messages on the filter, in order of arrival
     * @throws AssertionError if fewer messages arrive in time; it lists those that did
     * @throws IllegalArgumentException if the filter is malformed or {@code count} negative
     * @throws IllegalStateException if interrupted; the thread's flag stays set
     */
    List<ProbedMessage> await(String filter, int count, Duration timeout);

    /**
     * Waits until the messages meet a condition. Returns early when no more messages can arrive.
     *
     * @param condition receives the messages as {@link #messages()} returns them; called on this thread, at once and
     *     then at most every 10 ms, after new messages
     * @param timeout the maximum wait
     * @return whether the condition was met
     * @throws IllegalStateException if interrupted; the thread's flag stays set
     */
    boolean await(Predicate<? super List<ProbedMessage>> condition, Duration timeout);

    /**
     * Returns the reason why the probe no longer sees all messages: it has lost its connection, for example because the
     * broker was stopped, or it is full. From then on all its assertions fail, because none could be trusted.
     *
     * @return the reason; empty while the probe sees all messages and after {@link #close()}
     */
    Optional<String> trouble();

    /** Removes the messages recorded so far. Arrival numbers continue. */
    void clear();

    /**
     * Called by AssertJ's own {@code assertThat(probe)}.
     *
     * @return assertions about this probe
     */
    @Override
    ProbeAssert assertThat();

    /**
     * Disconnects and ends the threads. The recorded messages stay readable. Takes 2 s at most. Closing again has no
     * effect.
     */
    @Override
    void close();

    /** Settings of a probe. Not thread-safe. */
    interface Builder {

        /**
         * Sets the filters to observe, replacing earlier ones. Required.
         *
         * @param filters at least one; {@code #} for all. They must not overlap, because brokers may then deliver a
         *     message twice, and must not be shared, because other subscribers would then receive some of the messages
         * @return this builder
         * @throws IllegalArgumentException if there is none, one is malformed or shared, or two overlap
         */
        Builder filters(String... filters);

        /**
         * Sets user name and password. Default: none.
         *
         * @param username the user name
         * @param password copied
         * @return this builder
         */
        Builder credentials(String username, char[] password);

        /**
         * Sets the authority to trust for {@code mqtts}. Default: the JVM's default SSL context.
         *
         * @param ca the authority that issued the broker's certificate
         * @return this builder
         */
        Builder trusting(DevelopmentCa ca);

        /**
         * Sets the SSL context for {@code mqtts}; the host name is verified. Default: the JVM's default SSL context.
         *
         * @param context the SSL context
         * @return this builder
         */
        Builder sslContext(SSLContext context);

        /**
         * Sets the client id, for brokers that accept only certain ones. Default: {@code probe-} and a random number.
         *
         * @param clientId not empty
         * @return this builder
         * @throws IllegalArgumentException if it is empty
         */
        Builder clientId(String clientId);

        /**
         * Sets the key of messages: messages with the same key are the same message. Default: the envelope's id, or the
         * payload if there is no id.
         *
         * @param key returns the key; called on the asserting thread, and must not call {@link ProbedMessage#key()}
         * @return this builder
         */
        Builder key(Function<? super ProbedMessage, String> key);

        /**
         * Requests the messages that the broker has retained already. By default the probe sees only messages that are
         * published from now on.
         *
         * @return this builder
         */
        Builder includingRetained();

        /**
         * Sets the number of messages after which the probe is full. Default: {@link MqttProbe#DEFAULT_LIMIT}.
         *
         * @param messages 1 or more
         * @return this builder
         * @throws IllegalArgumentException if less than 1
         */
        Builder limit(int messages);

        /**
         * Connects and subscribes.
         *
         * @return the subscribed probe; the caller closes it
         * @throws IllegalStateException if no filter is set, or the broker cannot be reached or refuses
         */
        MqttProbe start();
    }
}
