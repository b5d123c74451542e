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

/** What Latido's own modules see of a connection beyond its API. */
public interface ConnectionLink {

    /** Something that is built on a connection and has to end before the connection does. */
    interface Attachment {

        /** The connection is about to end: nothing new is accepted from now on. Returns at once. */
        default void stopTaking() {}

        /** Ends it, within the time given. Must not throw for connectivity. */
        void closeWithin(Duration time);
    }

    /**
     * The session that stands now.
     *
     * @param since when it began, by the clock of this machine
     * @param resumed whether the broker went on with an earlier session, so that messages may have waited in it
     */
    record Standing(Instant since, boolean resumed) {}

    /** A consumer's place on the connection. */
    interface Subscription {

        /**
         * Completes when the broker has granted the filters for the first time; exceptionally when it refused them.
         */
        CompletableFuture<Void> granted();

        /** No further messages for this consumer. The broker keeps the subscription, and what comes for it. */
        void stop();
    }

    /**
     * The inside of a connection.
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

    /** The session that stands now; null if there is none. */
    @Nullable
    Standing standing();

    /** Subscribes a consumer now and after every CONNACK. */
    Subscription subscribe(InboundConsumer consumer);

    /**
     * Publishes with QoS 1 past any outbox: completes on PUBACK with its reason code, exceptionally when there is no
     * session, when it ends before the PUBACK or when the broker rejects the message.
     */
    CompletableFuture<Integer> publishNow(Topic topic, byte[] payload, List<Map.Entry<String, String>> userProperties);

    /** How many unacknowledged messages the broker may have under way to this connection. */
    int receiveMaximum();

    /** Has something that consumes ended before the connection, first of all. */
    void attachConsumer(Attachment attachment);

    /** No longer ends it with the connection. */
    void detach(Attachment attachment);
}
