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
 * Live board of the presence of devices, from the messages of the devices and their Last Wills on {@linkplain
 * MqttConnection.Builder#presence presence topics}. It also finds devices that are online but silent, from their data.
 *
 * <pre>{@code
 * PresenceMonitor monitor = PresenceMonitor.builder(connection)
 *         .presences(acme.presence().anySite().anyArea().anyDevice())
 *         .data(acme.events().everything())
 *         .listener(presence -> show(presence))
 *         .start();
 * }</pre>
 *
 * <p>Thread-safe. Stops with {@link #close()} or when its connection is closed.
 */
public interface PresenceMonitor extends AutoCloseable {

    /** Default of {@link Builder#patience}, in intervals: 3. */
    double DEFAULT_PATIENCE = 3;

    /** Default shortest silence of {@link Builder#patience}: 10 s. */
    Duration DEFAULT_SHORTEST_SILENCE = Duration.ofSeconds(10);

    /**
     * Starts a monitor of presence topics only.
     *
     * @param connection the connection to subscribe on
     * @param presences the presence topics, such as {@code acme.presence().anySite().anyArea().anyDevice()}
     * @param listeners listeners for changes
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
     * Returns the presence of every known device.
     *
     * @return a snapshot, in the order of the topics
     */
    List<Presence> board();

    /** Stops the monitor. Closing again has no effect. The connection stays open. */
    @Override
    void close();

    /** Declares a {@link PresenceMonitor}. Not thread-safe. */
    interface Builder {

        /**
         * Sets the filter of the presence topics, those of {@link MqttConnection.Builder#presence}. No default;
         * required.
         *
         * @param filter such as {@code acme.presence().anySite().anyArea().anyDevice()}
         * @return this builder
         */
        Builder presences(TopicFilter filter);

        /**
         * Sets the filter of the devices' data. With it, a device that is online but sends nothing for longer than its
         * usual interval is {@link Presence.Status#SILENT}. The usual interval is the running mean of the device's own
         * intervals.
         *
         * <p>While this monitor's connection has no session, no device becomes silent, and afterwards silence counts
         * from the new session. Messages that were queued for the monitor, or in a device that was offline, do not
         * change the interval. A loss of the monitor's own connection that is not yet noticed (at most twice the
         * keep-alive) looks like silence. Default: none, so that no device is silent.
         *
         * @param filter such as {@code acme.events().everything()}
         * @return this builder
         */
        Builder data(TopicFilter filter);

        /**
         * Sets the function that finds the device of a data topic. Default, for topics of the SDK's layout: the device
         * of {@code acme/v1/evt/planta-1/norte/gw-1/temp} is that of {@code
         * acme/v1/state/planta-1/norte/gw-1/presence}.
         *
         * @param presenceOf returns the presence topic of a data topic's device, empty if there is none; called for
         *     each message on a thread of the SDK, must return at once
         * @return this builder
         */
        Builder deviceOf(Function<? super Topic, Optional<Topic>> presenceOf);

        /**
         * Sets the time without data after which a device is silent. Default: {@link #DEFAULT_PATIENCE} (3) times its
         * usual interval, but at least {@link #DEFAULT_SHORTEST_SILENCE} (10 s). One message may be late and the next
         * one delayed by a reconnect with backoff, but three in a row are no accident; and a device that sends many
         * times per second is not silent because the network pauses.
         *
         * @param times the multiple of its usual interval, at least 1
         * @param shortest the shortest silence, above zero
         * @return this builder
         * @throws IllegalArgumentException if a value is out of range
         */
        Builder patience(double times, Duration shortest);

        /**
         * Adds a listener for changes. May be called more than once. By default, there are no listeners.
         *
         * @param listener the listener
         * @return this builder
         */
        Builder listener(PresenceListener listener);

        /**
         * Subscribes and starts the monitor.
         *
         * @return the running monitor
         * @throws IllegalStateException if presences are not set or the connection is closed
         */
        PresenceMonitor start();
    }
}
