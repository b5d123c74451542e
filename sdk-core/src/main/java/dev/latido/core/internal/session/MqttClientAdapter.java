package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.internal.link.IncomingPublish;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT client underneath one network connection, whatever the version of MQTT. Failures that carry a broker's answer
 * are {@link BrokerAnswerException}s. Calls return at once.
 */
interface MqttClientAdapter {

    /** What comes from the broker. Calls come on threads of the MQTT client. */
    interface Receiver {

        /** The attempt failed or the connection ended. */
        void disconnected(Throwable cause);

        /** A message; one call at a time, in order. */
        void arrived(IncomingPublish message);
    }

    /** How a publish ended. */
    interface PublishOutcome {

        /**
         * With PUBACK or PUBCOMP and the reason code (0 where there is none), with QoS 0 when it is written; or with a
         * failure.
         */
        void settled(int reasonCode, @Nullable Throwable failure);
    }

    /** Sends CONNECT; completes with CONNACK. */
    CompletableFuture<BrokerGrants> connect();

    /** Publishes. */
    void publish(OutgoingPublish message, PublishOutcome outcome);

    /** Subscribes with QoS 1; fails if the broker refuses one of the filters. */
    CompletableFuture<?> subscribe(List<TopicFilter> filters, boolean retainedAgain);

    /** Ends subscriptions. */
    CompletableFuture<?> unsubscribe(List<TopicFilter> filters);

    /** Says goodbye; the will is not published. */
    CompletableFuture<Void> disconnect();

    /** Ends the connection in a way that tells others that the device is gone. */
    void abandon();

    /** Gives up the attempt to connect, whatever its step: the network connection is closed and no CONNECT sent any more. */
    void abort();

    /** The client itself. */
    Object client();
}
