package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.TestBroker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More waits for a subscriber than its receive maximum. */
class BacklogIT {

    private static final int MESSAGES = 2_000;
    private static final int RECEIVE_MAXIMUM = 64;

    private static MqttConnection subscriber(TestBroker broker) {
        return Fleet.service(broker.uri(), "billing-1")
                .receiveMaximum(RECEIVE_MAXIMUM)
                .connect();
    }

    /** Mosquitto 2.0 sends more than it is allowed then. */
    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldWorkOffABacklogLargerThanTheReceiveMaximum(BrokerKind kind) throws Exception {
        try (TestBroker broker = Fleet.broker(kind)) {
            try (MqttConnection connection = subscriber(broker);
                    IdempotentSubscriber first = Fleet.subscriber(connection, Fleet.TEMPERATURES, message -> {})) {
                first.subscribed().get(30, TimeUnit.SECONDS);
            }
            publish(broker);
            ConcurrentLinkedQueue<Double> handled = new ConcurrentLinkedQueue<>();

            try (MqttConnection connection = subscriber(broker);
                    IdempotentSubscriber second =
                            Fleet.subscriber(connection, Fleet.TEMPERATURES, message -> handled.add(message.value()))) {
                await().atMost(Duration.ofSeconds(60)).until(() -> handled.size() >= MESSAGES);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> second.statistics().waiting() == 0);
            }

            List<Double> all =
                    Stream.iterate(0.0, value -> value + 1).limit(MESSAGES).toList();
            assertThat(handled).containsExactlyElementsOf(all);
        }
    }

    private static void publish(TestBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            for (int i = 0; i < MESSAGES; i++) {
                publisher.publish(Fleet.TEMPERATURE, (double) i);
            }
            assertThat(publisher.drain(Duration.ofSeconds(60))).isTrue();
        }
    }
}
