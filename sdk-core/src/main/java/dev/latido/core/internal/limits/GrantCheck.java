package dev.latido.core.internal.limits;

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
public final class GrantCheck {

    /** The bytes of a topic alias in a PUBLISH (section 3.3.2.3.4). */
    public static final int TOPIC_ALIAS = 3;

    static final int PACKET_TOO_LARGE = 0x95;
    private static final int RETAIN_NOT_SUPPORTED = 0x9A;
    private static final int QOS_NOT_SUPPORTED = 0x9B;
    private static final int SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E;
    private static final int WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED = 0xA2;

    private GrantCheck() {}

    /**
     * Returns why a message must not be sent, or null.
     *
     * @param aliasBytes the bytes that a topic alias may add to the packet
     */
    public static @Nullable NotGrantedException publish(
            BrokerGrants grants, Topic topic, byte[] payload, DeliveryOptions options, int aliasBytes) {
        if (options.retained() && !grants.retainAvailable()) {
            return new NotGrantedException(RETAIN_NOT_SUPPORTED, "it does not support retained messages");
        }
        if (options.qos().compareTo(grants.maximumQos()) > 0) {
            return new NotGrantedException(
                    QOS_NOT_SUPPORTED, "it supports QoS " + grants.maximumQos().level() + " at most");
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
    public static @Nullable NotGrantedException subscribe(BrokerGrants grants, List<TopicFilter> filters) {
        for (TopicFilter filter : filters) {
            if (filter.shareGroup().isPresent() && !grants.sharedSubscriptions()) {
                return new NotGrantedException(
                        SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
                        "it does not support shared subscriptions such as " + filter);
            }
            if (hasWildcard(filter) && !grants.wildcardSubscriptions()) {
                return new NotGrantedException(
                        WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
                        "it does not support filters with wildcards such as " + filter);
            }
        }
        return null;
    }
}
