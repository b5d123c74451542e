package dev.latido.idempotency.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A subscriber that is closed, and the next one on the same connection. */
@WithBroker
class NextSubscriberIT {

    private static IdempotentSubscriber subscriber(MqttConnection connection, List<Double> handled) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(Fleet.TEMPERATURES)
                .payload(Double.class)
                .handler(message -> handled.add(message.value()))
                .start();
    }

    @Test
    void shouldHandleWhatTheClosedOneDidNot(EmbeddedBroker broker) throws Exception {
        List<Double> handled = new CopyOnWriteArrayList<>();
        try (MqttConnection connection =
                        Fleet.service(broker.uri(), "billing-1").connect();
                MqttConnection gateway = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(gateway).build()) {
            IdempotentSubscriber first = subscriber(connection, handled);
            first.subscribed().get(30, TimeUnit.SECONDS);
            first.pause();
            for (int i = 0; i < 5; i++) {
                publisher
                        .publish(Topic.of("acme/v1/evt/planta-1/norte/gw-1/temp"), (double) i)
                        .acknowledged()
                        .join();
            }
            await().atMost(SOON).until(() -> first.statistics().waiting() > 0);
            first.close();
            assertThat(handled).isEmpty();

            try (IdempotentSubscriber second = subscriber(connection, handled)) {
                await().atMost(SOON).until(() -> handled.size() == 5);
                assertThat(handled).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
                assertThat(second.statistics().duplicates()).isZero();
            }
        }
    }
}
