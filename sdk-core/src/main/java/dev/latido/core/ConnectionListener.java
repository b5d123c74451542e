package dev.latido.core;

import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;

/**
 * Listener for the state of an {@link MqttConnection}, lost sessions and refused subscriptions.
 *
 * <p>Called on a thread of the SDK, one call at a time and in order for one connection. Return quickly: the next steps
 * of the connection wait for it. Exceptions are logged and ignored.
 */
@FunctionalInterface
public interface ConnectionListener {

    /**
     * Called when the connection has changed its state.
     *
     * @param change the states before and after, and the reason
     */
    void stateChanged(StateChange change);

    /**
     * Called when the connection is back, but the broker did not resume its session (MQTT 5, section 3.2.2.1.1): the
     * session had expired, or the broker lost it. Subscriptions are restored automatically. Messages that the broker
     * queued while this client was offline are lost; fetch what they reported in another way. Also logged as a warning.
     *
     * <p>Called before {@link #stateChanged} reports the new session. Not called for the first session of this object.
     */
    default void sessionLost() {}

    /**
     * Called when the broker has refused a subscription, at first or again after a reconnect: messages for these
     * filters are not delivered. The subscription is retried every 30 s while the session lasts, and after every
     * reconnect. Also called, once, when the broker ends the connection whenever the subscription is requested; the
     * connection then works without it, and tries it again at the backoff cap. Also logged as an error.
     *
     * @param filters the refused filters
     * @param cause the broker's answer, or how it was found that the broker ends the connection
     */
    default void subscriptionRefused(List<TopicFilter> filters, Throwable cause) {}

    /**
     * Called when the broker does not accept what announces this device: others may believe that it is offline, or do
     * not learn that it is. The broker has rejected {@code online}, or it ends the connection whenever the message or
     * the Last Will is sent; the connection then works without it, and tries it again at the backoff cap. Also logged
     * as a warning.
     *
     * @param topic the presence topic
     * @param cause the broker's answer, or how it was found that the broker ends the connection
     */
    default void presenceRefused(Topic topic, Throwable cause) {}
}
