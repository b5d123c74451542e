package dev.latido.core.internal.link;

import dev.latido.topics.TopicFilter;
import java.util.List;

/** Who takes the messages of some filters from a connection. */
public interface InboundConsumer {

    /** The filters to subscribe to; the same at every call. */
    List<TopicFilter> filters();

    /** Whether retained messages come at every subscription, not only at the first of the session. */
    default boolean wantsRetainedAgain() {
        return false;
    }

    /** A message to work on. Calls come one at a time, in the order of receipt, and must return at once. */
    void delivered(InboundMessage message);

    /** The broker refused the subscription, now or on a later connection. */
    void subscriptionRefused(Throwable cause);
}
