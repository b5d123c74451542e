package dev.latido.idempotency.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.internal.link.ConnectionLink;
import dev.latido.core.internal.link.InboundConsumer;
import dev.latido.core.internal.link.InboundMessage;
import dev.latido.core.it.Fleet;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.TestBroker;
import dev.latido.topics.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The flag of a message that the broker has sent before. The MQTT client reads it and hides it. */
class RedeliveryIT {

    static Stream<Arguments> brokersAndVersions() {
        return Stream.of(BrokerKind.EMBEDDED, BrokerKind.MOSQUITTO)
                .flatMap(kind -> Stream.of(MqttVersion.values()).map(version -> Arguments.of(kind, version)));
    }

    private static final class Recorder implements InboundConsumer {

        private final List<InboundMessage> messages = new CopyOnWriteArrayList<>();

        @Override
        public List<TopicFilter> filters() {
            return List.of(Fleet.TEMPERATURES);
        }

        @Override
        public void delivered(InboundMessage message) {
            messages.add(message);
        }

        @Override
        public void subscriptionRefused(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    @ParameterizedTest
    @MethodSource("brokersAndVersions")
    void shouldTellARedeliveryFromTheFirstDelivery(BrokerKind kind, MqttVersion version) throws Exception {
        try (TestBroker broker = Fleet.broker(kind)) {
            Recorder first = new Recorder();
            try (MqttConnection consumer = consumer(broker, version)) {
                ConnectionLink.of(consumer).subscribe(first).granted().get(SOON.toSeconds(), TimeUnit.SECONDS);
                publish(broker);
                await().atMost(SOON).until(() -> first.messages.size() == 1);
            }
            Recorder second = new Recorder();
            try (MqttConnection consumer = consumer(broker, version)) {
                ConnectionLink.of(consumer).subscribe(second);
                await().atMost(SOON).until(() -> second.messages.size() == 1);
            }

            assertThat(first.messages.get(0).redelivered()).isFalse();
            assertThat(second.messages.get(0).redelivered()).isTrue();
        }
    }

    private static MqttConnection consumer(TestBroker broker, MqttVersion version) {
        return Fleet.service(broker.uri(), "billing-1")
                .version(version)
                .closeTimeout(Duration.ofSeconds(1))
                .connect();
    }

    private static void publish(TestBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            publisher.publish(Fleet.TEMPERATURE, 21.3);
            assertThat(publisher.drain(SOON)).isTrue();
        }
    }
}
