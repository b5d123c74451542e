package dev.latido.core;

import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one device's presence. Immutable.
 *
 * @param topic the device's presence topic
 * @param status whether it is there
 * @param since when that began: by the device's clock if it tells ({@link PresenceFormat#JSON}), otherwise when this
 *     monitor heard of it; of a silent device, when its last data came, or since when it could have been heard if that is
 *     later
 * @param bootId which start of the device's program this is, {@code null} if the device does not tell
 */
public record Presence(
        Topic topic, Status status, Instant since, @Nullable String bootId) {

    /** Checks that all parts are there. */
    public Presence {
        Objects.requireNonNull(topic, "topic must not be null");
        Objects.requireNonNull(status, "status must not be null");
        Objects.requireNonNull(since, "since must not be null");
    }

    /**
     * Which start of the device's program this is: while it stays the same, the device has reconnected, not restarted.
     *
     * @return the id, empty if the device does not tell
     */
    public Optional<String> boot() {
        return Optional.ofNullable(bootId);
    }

    /** Whether a device is there. The course: "your dashboard never knows whether the sensor is dead or just quiet". */
    public enum Status {
        /** Its last word was {@code online}. */
        ONLINE,
        /** It is online, but no data has come for longer than usual; see {@link PresenceMonitor.Builder#data}. */
        SILENT,
        /** It was closed and said goodbye. */
        LEFT,
        /** The broker lost it and published its will. */
        DEAD,
        /** It is gone, and did not tell whether by goodbye or by will (MQTT 3.1.1 with {@link PresenceFormat#TEXT}). */
        OFFLINE,
        /** It says something else on its presence topic. */
        UNKNOWN;

        /**
         * Whether it has a session with the broker, as far as is known.
         *
         * @return true for {@link #ONLINE} and {@link #SILENT}
         */
        public boolean isOnline() {
            return this == ONLINE || this == SILENT;
        }
    }
}
