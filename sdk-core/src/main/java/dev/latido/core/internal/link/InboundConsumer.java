package dev.latido.core.internal.link;

import dev.latido.topics.TopicFilter;
import java.util.List;

/** A consumer of the messages that match its filters. */
public interface InboundConsumer {

    /** Returns the filters to subscribe to; the same at every call. */
    List<TopicFilter> filters();

    /**
     * Returns whether the broker sends retained messages at every subscription, not only at the first of the session.
     */
    default boolean wantsRetainedAgain() {
        return false;
    }

    /** Called with a message; one call at a time, in the order of receipt. Must return at once. */
    void delivered(InboundMessage message);

    /** Called when the broker refuses the subscription, in this session or in a later one. */
    void subscriptionRefused(Throwable cause);
}
