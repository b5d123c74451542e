package dev.latido.core;

import dev.latido.topics.Topic;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The presence of one device, as a {@link PresenceMonitor} knows it. Immutable and thread-safe. */
public final class Presence {

    private final Topic topic;
    private final Status status;
    private final Instant since;
    private final @Nullable String bootId;

    /**
     * Creates a presence, for tests of listeners.
     *
     * @param topic the device's presence topic
     * @param status the device's status
     * @param since the time from which the status holds
     * @param bootId the id of this start of the device's program, {@code null} if the device does not send one
     */
    public Presence(Topic topic, Status status, Instant since, @Nullable String bootId) {
        this.topic = Objects.requireNonNull(topic, "topic must not be null");
        this.status = Objects.requireNonNull(status, "status must not be null");
        this.since = Objects.requireNonNull(since, "since must not be null");
        this.bootId = bootId;
    }

    /**
     * Returns the device's presence topic.
     *
     * @return the topic
     */
    public Topic topic() {
        return topic;
    }

    /**
     * Returns the device's status.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * Returns the time from which the status holds: by the device's clock if it sends the time ({@link
     * PresenceFormat#JSON}), otherwise the time at which this monitor received the status. For a silent device, it is
     * the time of its last data, or the time from which this monitor could have received data if that is later.
     *
     * @return the time
     */
    public Instant since() {
        return since;
    }

    /**
     * Returns the id of this start of the device's program. While it stays the same, the device has reconnected, not
     * restarted.
     *
     * @return the id, empty if the device does not send one
     */
    public Optional<String> bootId() {
        return Optional.ofNullable(bootId);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Presence presence
                && presence.topic.equals(topic)
                && presence.status == status
                && presence.since.equals(since)
                && Objects.equals(presence.bootId, bootId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, status, since, bootId);
    }

    @Override
    public String toString() {
        return "Presence[" + topic + " " + status + " since " + since + (bootId == null ? "" : ", boot " + bootId)
                + "]";
    }

    /** Status of a device. The course: "your dashboard never knows whether the sensor is dead or just quiet". */
    public enum Status {
        /** The device's last presence message is {@code online}. */
        ONLINE,
        /**
         * The device is online, but has sent no data for longer than usual; see {@link PresenceMonitor.Builder#data}.
         */
        SILENT,
        /** The device closed its connection gracefully. */
        LEFT,
        /** The broker lost the device and published its Last Will. */
        DEAD,
        /** The device is offline, and its message does not say why (MQTT 3.1.1 with {@link PresenceFormat#TEXT}). */
        OFFLINE,
        /** The payload on the presence topic is something else. */
        UNKNOWN;

        /**
         * Returns whether the device has a session with the broker, as far as is known.
         *
         * @return true for {@link #ONLINE} and {@link #SILENT}
         */
        public boolean isOnline() {
            return this == ONLINE || this == SILENT;
        }
    }
}
