package dev.latido.core.internal.link;

import dev.latido.core.MqttConnection;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A connection as Latido's own modules see it, beyond its API. Thread-safe. */
public interface ConnectionLink {

    /** A subscriber or publisher that must close before the connection does. */
    interface Attachment {

        /** Called when the connection is about to close: new messages must be rejected. Returns at once. */
        default void stopTaking() {}

        /** Closes it within the given time. Must not throw because of connectivity problems. */
        void closeWithin(Duration time);
    }

    /**
     * The open session.
     *
     * @param since when it began, by the {@link dev.latido.core.internal.threads.SteadyClock}
     * @param resumed whether the broker resumed an earlier session, so that it may have queued messages
     */
    record Standing(Instant since, boolean resumed) {}

    /** A consumer's place on the connection. */
    interface Subscription {

        /**
         * Returns a future that completes when the broker has granted the filters for the first time; exceptionally
         * when it refuses them.
         */
        CompletableFuture<Void> granted();

        /** Stops delivery to this consumer. The broker keeps the subscription and queues its messages. */
        void stop();

        /**
         * Returns messages that this consumer has stopped without handling, in the order of receipt. The next consumer of
         * their topics gets them in the same session. Without one they stay unacknowledged, and the acknowledgements of
         * later messages wait for them (MQTT 5, section 4.6): the broker delivers them again in the next session.
         */
        default void giveBack(List<InboundMessage> unhandled) {}
    }

    /**
     * Returns the inside of a connection.
     *
     * @throws IllegalArgumentException if the connection is not one of Latido's
     */
    static ConnectionLink of(MqttConnection connection) {
        Objects.requireNonNull(connection, "connection must not be null");
        if (connection instanceof ConnectionLink link) {
            return link;
        }
        throw new IllegalArgumentException("connection must come from MqttConnection.builder(), was a "
                + connection.getClass().getName());
    }

    /** Returns the open session, or null if there is none. */
    @Nullable
    Standing standing();

    /** Subscribes a consumer, now and after every CONNACK. */
    Subscription subscribe(InboundConsumer consumer);

    /**
     * Publishes with QoS 1, without an outbox.
     *
     * @return completes on PUBACK with its reason code; exceptionally if there is no session, and with {@link
     *     UnacknowledgedException} if the session ends before the PUBACK, or if the broker rejects the message
     */
    CompletableFuture<Integer> publishNow(Topic topic, byte[] payload, List<Map.Entry<String, String>> userProperties);

    /** Returns the size of the largest packet that the broker says it accepts, in bytes. */
    default int maximumPacketSize() {
        return Integer.MAX_VALUE;
    }

    /** Returns whether messages carry user properties: not over MQTT 3.1.1. */
    default boolean carriesUserProperties() {
        return true;
    }

    /** Returns the number of unacknowledged messages that the broker may send to this connection. */
    int receiveMaximum();

    /** Adds a consumer to close before the connection, and before all publishers. */
    void attachConsumer(Attachment attachment);

    /** Removes a consumer or publisher, which is no longer closed with the connection. */
    void detach(Attachment attachment);
}
