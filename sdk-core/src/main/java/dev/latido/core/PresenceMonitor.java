package dev.latido.core;

import dev.latido.core.internal.presence.PresenceBoardBuilder;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The live board of who is there, from what devices and their wills write on {@linkplain MqttConnection.Builder#presence
 * presence topics}, and of who is there but quiet, from the data they send.
 *
 * <pre>{@code
 * PresenceMonitor monitor = PresenceMonitor.builder(connection)
 *         .presences(acme.presence().anySite().anyArea().anyDevice())
 *         .data(acme.events().everything())
 *         .listener(presence -> show(presence))
 *         .start();
 * }</pre>
 *
 * <p>Thread-safe. Ends with {@link #close()} or with its connection.
 */
public interface PresenceMonitor extends AutoCloseable {

    /** How many times its usual interval a device may be quiet before it is silent, unless set: 3. */
    double DEFAULT_PATIENCE = 3;

    /** A device is never called silent sooner than this, unless set: 10 s. */
    Duration DEFAULT_SHORTEST_SILENCE = Duration.ofSeconds(10);

    /**
     * Starts to watch presence topics only.
     *
     * @param connection the connection to subscribe on
     * @param presences which presence topics, such as {@code acme.presence().anySite().anyArea().anyDevice()}
     * @param listeners who hears of changes
     * @return the running monitor
     * @throws IllegalStateException if the connection is closed
     */
    static PresenceMonitor watch(MqttConnection connection, TopicFilter presences, PresenceListener... listeners) {
        Objects.requireNonNull(listeners, "listeners must not be null");
        Builder builder =
                builder(connection).presences(Objects.requireNonNull(presences, "presences must not be null"));
        for (PresenceListener listener : listeners) {
            builder.listener(listener);
        }
        return builder.start();
    }

    /**
     * Starts the declaration of a monitor.
     *
     * @param connection the connection to subscribe on
     * @return a builder with the defaults named here
     */
    static Builder builder(MqttConnection connection) {
        return new PresenceBoardBuilder(connection);
    }

    /**
     * Every device heard of so far.
     *
     * @return a snapshot, in the order of the topics
     */
    List<Presence> board();

    /** Stops watching; does nothing the second time. The connection stays open. */
    @Override
    void close();

    /** Declares a {@link PresenceMonitor}. Not thread-safe. */
    interface Builder {

        /**
         * Which presence topics: those of {@link MqttConnection.Builder#presence}. No default; required.
         *
         * @param filter such as {@code acme.presence().anySite().anyArea().anyDevice()}
         * @return this builder
         */
        Builder presences(TopicFilter filter);

        /**
         * Which topics carry the devices' data; with it, a device that is online but sends nothing for longer than its
         * usual interval is {@link Presence.Status#SILENT}. The usual interval is the running mean of the device's own.
         * While this monitor's connection has no session nobody becomes silent, and afterwards silence counts from the
         * new session; what had waited for the monitor, or in a device that was away, teaches it no interval. A loss of
         * its own connection that is not noticed yet (twice the keep-alive at most) looks like silence. Default: none, nobody is silent.
         *
         * @param filter such as {@code acme.events().everything()}
         * @return this builder
         */
        Builder data(TopicFilter filter);

        /**
         * Whose data a topic carries. Default, for topics as the course lays them out: the device of a topic of the SDK's own layout, {@code
         * acme/v1/evt/planta-1/norte/gw-1/temp}, is that of {@code acme/v1/state/planta-1/norte/gw-1/presence}.
         *
         * @param presenceOf from a topic with data to the presence topic of its device, empty if it belongs to none;
         *     called for each message on a thread of the SDK, must return at once
         * @return this builder
         */
        Builder deviceOf(Function<? super Topic, Optional<Topic>> presenceOf);

        /**
         * How long a device may be quiet. Default: {@link #DEFAULT_PATIENCE} (3) times its usual interval, but at least
         * {@link #DEFAULT_SHORTEST_SILENCE} (10 s): one message may be late and the next one delayed by a reconnect with
         * backoff, three in a row are no accident; and a device that sends many times a second is not called silent for a
         * pause of the network.
         *
         * @param times of its usual interval, at least 1
         * @param shortest never sooner than this, above zero
         * @return this builder
         * @throws IllegalArgumentException if a value is out of range
         */
        Builder patience(double times, Duration shortest);

        /**
         * Who hears of changes. May be called several times. Default: nobody.
         *
         * @param listener the listener
         * @return this builder
         */
        Builder listener(PresenceListener listener);

        /**
         * Subscribes.
         *
         * @return the running monitor
         * @throws IllegalStateException if presences are not set or the connection is closed
         */
        PresenceMonitor start();
    }
}
