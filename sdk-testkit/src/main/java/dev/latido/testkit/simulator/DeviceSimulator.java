package dev.latido.testkit.simulator;

import dev.latido.core.MqttConnection;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.simulator.internal.SimulatorBuilder;
import dev.latido.topics.TopicRoot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * A fleet of devices that measure and publish through Latido as in the field: each with a connection, client id and
 * presence of its own, with gaps, bursts, stuck values and lost connections, and all of it repeatable by a seed.
 *
 * <pre>{@code
 * try (DeviceSimulator fleet = DeviceSimulator.builder(broker)
 *         .root(TopicRoot.of("acme", 1))
 *         .devices(20)
 *         .measures("temp", "hum")
 *         .seed(42)
 *         .connect()) {
 *     fleet.run(1_000);
 *
 *     assertThat(probe).received("acme/v1/evt/#").ids(fleet.ids()).atLeastOnce();
 * }
 * }</pre>
 *
 * <p>The seed and the other settings decide devices, topics, values and plan; the clock, the network and the message
 * ids (which name the start of the producer) do not enter. Either {@linkplain Builder#start() at its own pace}, or
 * {@linkplain #run(int) as fast as possible}.
 *
 * <p>Thread-safe. One daemon thread for the whole fleet, beside those of Latido's connections, until {@link #close()}.
 */
public interface DeviceSimulator extends AutoCloseable {

    /** Default of {@link Builder#devices}: {@value}. */
    int DEFAULT_DEVICES = 10;

    /** The most devices of one simulator: {@value}. */
    int MAX_DEVICES = 10_000;

    /** Default of {@link Builder#seed}: {@value}. */
    long DEFAULT_SEED = 1;

    /** Default of {@link Builder#interval}: 1 s. */
    Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    /** Default of {@link Builder#jitter}: {@value}. */
    double DEFAULT_JITTER = 0.1;

    /** Default of {@link Builder#timeout}: 60 s. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** How many messages of one device may wait for their acknowledgement: {@value}. Then it publishes no more. */
    int MAX_UNACKNOWLEDGED = 1_000;

    /** How many messages a simulator sends, and remembers, in its life: {@value}. Then all devices are silent. */
    int MAX_SENT = 1_000_000;

    /**
     * Settings of a fleet on a broker's plain listener.
     *
     * @param broker a running broker
     * @return a builder with the defaults
     */
    static Builder builder(TestBroker broker) {
        return builder(Objects.requireNonNull(broker, "broker must not be null").uri());
    }

    /**
     * Settings of a fleet on any broker, or behind a proxy.
     *
     * @param uri as for {@link MqttConnection.Builder#broker(String)}
     * @return a builder with the defaults
     */
    static Builder builder(String uri) {
        return new SimulatorBuilder(uri);
    }

    /**
     * The fleet.
     *
     * @return immutable
     */
    List<SimulatedDevice> devices();

    /**
     * What the devices handed to their publishers so far.
     *
     * @return an immutable copy, in order for each device
     */
    List<SentMessage> sent();

    /**
     * The ids of {@link #sent()}.
     *
     * @return an immutable copy, in the same order
     */
    default List<String> ids() {
        return sent().stream().map(SentMessage::id).toList();
    }

    /**
     * Has each device publish its next messages as fast as possible, and waits until the broker has acknowledged all of
     * them. Pauses of the plan are left out; lost connections are not. May be called again.
     *
     * @param messagesPerDevice 1 or more
     * @throws IllegalArgumentException if less than 1
     * @throws IllegalStateException if the fleet publishes at its own pace, is closed, would send more than
     *     {@link #MAX_SENT}, if a message is rejected or not acknowledged within the {@linkplain Builder#timeout
     *     time-out}, or if interrupted (the thread's flag stays set)
     */
    void run(int messagesPerDevice);

    /**
     * Ends publishing, but not the connections. What was sent may still wait for its acknowledgement: see
     * {@link #drain}. Waits for the message that is being handed over; calling it again does nothing.
     */
    void stop();

    /**
     * Waits until everything sent so far is acknowledged.
     *
     * @param timeout how long to wait at most
     * @return whether it is; false if a message was rejected too, or the thread was interrupted
     */
    boolean drain(Duration timeout);

    /**
     * Stops, closes all connections, several at a time, and ends the threads. Takes 20 s at most, much less while the
     * broker answers; calling it again does nothing.
     */
    @Override
    void close();

    /** Settings of a fleet. Not thread-safe. */
    interface Builder {

        /**
         * What all topics begin with. Required.
         *
         * @param root the root
         * @return this builder
         */
        Builder root(TopicRoot root);

        /**
         * How many devices. Default: {@value DeviceSimulator#DEFAULT_DEVICES}.
         *
         * @param devices 1 to {@value DeviceSimulator#MAX_DEVICES}
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        Builder devices(int devices);

        /**
         * What devices, values and plan are drawn from. Default: {@value DeviceSimulator#DEFAULT_SEED}.
         *
         * @param seed any number
         * @return this builder
         */
        Builder seed(long seed);

        /**
         * What each client id begins with, before the seed and the number of the device. Default: {@code sim}.
         *
         * @param name lower-case letters and digits
         * @return this builder
         * @throws IllegalArgumentException if it has other characters or is empty
         */
        Builder name(String name);

        /**
         * Adds measures with the {@linkplain Signal#DEFAULT default signal}. Default, if none is added: {@code temp}.
         *
         * @param measures names by the naming rules of topics
         * @return this builder
         */
        Builder measures(String... measures);

        /**
         * Adds a measure, or gives it another signal.
         *
         * @param measure a name by the naming rules of topics
         * @param signal how it behaves
         * @return this builder
         */
        Builder measure(String measure, Signal signal);

        /**
         * How often a device sends a round of its measures. Default: {@link DeviceSimulator#DEFAULT_INTERVAL}.
         *
         * @param interval above zero, at most a day
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        Builder interval(Duration interval);

        /**
         * How much a pause may differ from the interval. Default: {@value DeviceSimulator#DEFAULT_JITTER}, a tenth.
         *
         * @param share 0 to 1
         * @return this builder
         * @throws IllegalArgumentException if out of range
         */
        Builder jitter(double share);

        /**
         * What devices do beside measuring. Default: {@link Behaviour#realistic()}.
         *
         * @param behaviour the chances
         * @return this builder
         */
        Builder behaviour(Behaviour behaviour);

        /**
         * Further settings of each device's connection, such as credentials, TLS or backoff. Default: none.
         *
         * @param settings called once for each device, on the thread that connects, with the client id and the builder
         *     as it is: broker, client id, presence, and a backoff of 50 ms to 1 s
         * @return this builder
         */
        Builder connection(BiConsumer<String, MqttConnection.Builder> settings);

        /**
         * How long connecting the fleet may take, and {@link DeviceSimulator#run}. Default:
         * {@link DeviceSimulator#DEFAULT_TIMEOUT}.
         *
         * @param timeout above zero
         * @return this builder
         * @throws IllegalArgumentException if not positive
         */
        Builder timeout(Duration timeout);

        /**
         * Connects all devices and leaves them silent, for {@link DeviceSimulator#run}.
         *
         * @return the fleet, all in session
         * @throws IllegalStateException if no root is set, or not all devices are in session within the time-out
         * @throws dev.latido.topics.InvalidTopicException if a measure breaks a naming rule
         */
        DeviceSimulator connect();

        /**
         * Connects all devices and has them publish at their own pace until {@link DeviceSimulator#stop()}.
         *
         * @return the fleet, all in session
         * @throws IllegalStateException if no root is set, or not all devices are in session within the time-out
         * @throws dev.latido.topics.InvalidTopicException if a measure breaks a naming rule
         */
        DeviceSimulator start();

        /**
         * The fleet as it would be, without a connection: who the devices are and what they plan.
         *
         * @return immutable
         * @throws IllegalStateException if no root is set
         * @throws dev.latido.topics.InvalidTopicException if a measure breaks a naming rule
         */
        List<SimulatedDevice> plan();
    }
}
