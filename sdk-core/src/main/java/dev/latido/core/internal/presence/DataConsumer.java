package dev.latido.core.internal.presence;

import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the board that a device has sent data; does not read the data. Calls the user's function without a lock.
 */
final class DataConsumer implements InboundConsumer {

    private static final Logger log = LoggerFactory.getLogger(DataConsumer.class);

    private final List<TopicFilter> filters;
    private final Function<? super Topic, Optional<Topic>> presenceOf;
    private final PresenceBoard board;

    DataConsumer(TopicFilter data, Function<? super Topic, Optional<Topic>> presenceOf, PresenceBoard board) {
        this.filters = List.of(data);
        this.presenceOf = presenceOf;
        this.board = board;
    }

    @Override
    public List<TopicFilter> filters() {
        return filters;
    }

    @Override
    public void delivered(InboundMessage message) {
        message.acknowledge();
        if (message.retained()) {
            return;
        }
        try {
            presenceOf.apply(message.topic()).ifPresent(board::heardDataOf);
        } catch (RuntimeException e) {
            log.warn("deviceOf(...) failed for {}; its data does not count as a sign of life", message.topic(), e);
        }
    }

    @Override
    public void subscriptionRefused(Throwable cause) {
        log.warn("cannot detect silent devices: the broker refused the subscription to {}", filters, cause);
    }
}
