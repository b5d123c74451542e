package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.Qos;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.limits.ReceiveMaximumExceededException;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT client of one network connection, the same for all MQTT versions. Methods return at once. Failures are
 * exceptions of the SDK where another room must recognise them: {@link BrokerAnswerException}, {@link
 * NotGrantedException}, {@link ReceiveMaximumExceededException} and {@link
 * dev.latido.core.internal.ConnectionEndedException}.
 */
public interface MqttClientAdapter {

    /** Events from the broker. Methods are called on threads of the MQTT client. */
    interface Receiver {

        /** Called when the attempt has failed or the connection has ended. */
        void disconnected(Throwable cause);

        /** Called with a message; one call at a time, in order. */
        void arrived(IncomingPublish message);
    }

    /** The outcome of a publish. */
    interface PublishOutcome {

        /**
         * Called on PUBACK or PUBCOMP with the reason code (0 if there is none), for QoS 0 after the message has been
         * written; or with a failure.
         */
        void settled(int reasonCode, @Nullable Throwable failure);
    }

    /** Sends CONNECT; the future completes with the limits in the broker's CONNACK. */
    CompletableFuture<BrokerGrants> connect();

    /**
     * Returns the number of bytes that a topic alias may add to a message. Without an alias the topic itself is sent.
     */
    int aliasBytes();

    /** Publishes a message. */
    void publish(OutgoingPublish message, PublishOutcome outcome);

    /**
     * Subscribes with QoS 1; the future completes with the lowest QoS that the broker grants for one of the filters, and
     * fails if the broker refuses one.
     */
    CompletableFuture<Qos> subscribe(List<TopicFilter> filters, boolean retainedAgain);

    /** Unsubscribes. */
    CompletableFuture<?> unsubscribe(List<TopicFilter> filters);

    /** Sends DISCONNECT; the broker does not publish the Last Will. */
    CompletableFuture<Void> disconnect();

    /** Ends the connection so that the broker publishes the Last Will. */
    void abandon();

    /**
     * Aborts the attempt to connect, whatever step it has reached: closes the network connection and sends no CONNECT.
     */
    void abort();

    /** Returns what the peer has sent first. */
    FirstBytes firstBytes();

    /**
     * Releases what the client keeps for the connection, which has ended. Messages that have not been passed to the
     * receiver are dropped.
     */
    void release();

    /** Returns the client object. */
    Object client();
}
