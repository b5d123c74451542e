package dev.latido.core;

import dev.latido.topics.TopicFilter;
import java.util.List;

/**
 * Hears of every change of an {@link MqttConnection}'s state, and of subscriptions that the broker refuses.
 *
 * <p>Called on a thread of the SDK, one call at a time and in order for one connection. It should return soon: the
 * connection's own steps wait behind it. What it throws is logged and ignored.
 */
@FunctionalInterface
public interface ConnectionListener {

    /**
     * The connection went from one state to another.
     *
     * @param change the states before and after, and the reason
     */
    void stateChanged(StateChange change);

    /**
     * The connection is back, but the broker no longer had its session (MQTT 5, section 3.2.2.1.1): the session had
     * expired, or the broker lost it. Subscriptions are made anew by themselves; what the broker kept for this client while
     * it was away is gone, and what happened meanwhile has to be asked for in another way. Also logged as a warning.
     *
     * <p>Called before {@link #stateChanged} tells of the new session. Not called for the first session of this object.
     */
    default void sessionLost() {}

    /**
     * The broker refused to subscribe, at first or again after a reconnect: messages of these filters do not come. It is
     * asked again every 30 s while the session lasts, and after every reconnect. Also logged as an error.
     *
     * @param filters what was asked for
     * @param cause the broker's answer
     */
    default void subscriptionRefused(List<TopicFilter> filters, Throwable cause) {}
}
