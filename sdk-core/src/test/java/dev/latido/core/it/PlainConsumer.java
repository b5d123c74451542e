package dev.latido.core.it;

import dev.latido.core.MqttConnection;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.topics.TopicFilter;
import java.util.List;
import java.util.stream.Stream;

/** Acknowledges whatever arrives, for tests of the subscription alone. */
record PlainConsumer(List<TopicFilter> filters) implements InboundConsumer {

    static ConnectionLink.Subscription subscribe(MqttConnection connection, String... filters) {
        return ConnectionLink.of(connection)
                .subscribe(new PlainConsumer(
                        Stream.of(filters).map(TopicFilter::of).toList()));
    }

    @Override
    public void delivered(InboundMessage message) {
        message.acknowledge();
    }

    @Override
    public void subscriptionRefused(Throwable cause) {}
}
