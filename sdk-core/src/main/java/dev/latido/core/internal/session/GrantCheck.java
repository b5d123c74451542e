package dev.latido.core.internal.session;

import dev.latido.core.BrokerGrants;
import dev.latido.core.DeliveryOptions;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks packets against the limits in the broker's CONNACK (MQTT 5, section 3.2.2.3). The broker would end the
 * connection for a packet that exceeds them, and again in each later session.
 */
final class GrantCheck {

    private GrantCheck() {}

    /**
     * Returns why a message must not be sent, or null.
     *
     * @param aliasBytes the bytes that a topic alias may add to the packet
     */
    static @Nullable NotGrantedException publish(
            BrokerGrants grants, Topic topic, byte[] payload, DeliveryOptions options, int aliasBytes) {
        if (options.retained() && !grants.retainAvailable()) {
            return new NotGrantedException(ReasonCodes.RETAIN_NOT_SUPPORTED, "it does not support retained messages");
        }
        if (options.qos().compareTo(grants.maximumQos()) > 0) {
            return new NotGrantedException(
                    ReasonCodes.QOS_NOT_SUPPORTED,
                    "it supports QoS " + grants.maximumQos().level() + " at most");
        }
        int limit = grants.maximumPacketSize();
        return PacketSize.exceeds(limit, topic, payload, options, aliasBytes)
                ? new PacketTooLargeException(PacketSize.ofMqtt5(topic, payload, options, aliasBytes), limit)
                : null;
    }

    private static boolean hasWildcard(TopicFilter filter) {
        String text = filter.filter().toString();
        return text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
    }

    /** Returns why a subscription must not be requested, or null. */
    static @Nullable NotGrantedException subscribe(BrokerGrants grants, List<TopicFilter> filters) {
        for (TopicFilter filter : filters) {
            if (filter.shareGroup().isPresent() && !grants.sharedSubscriptions()) {
                return new NotGrantedException(
                        ReasonCodes.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
                        "it does not support shared subscriptions such as " + filter);
            }
            if (hasWildcard(filter) && !grants.wildcardSubscriptions()) {
                return new NotGrantedException(
                        ReasonCodes.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
                        "it does not support filters with wildcards such as " + filter);
            }
        }
        return null;
    }
}
