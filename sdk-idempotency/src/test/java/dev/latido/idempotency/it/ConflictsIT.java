package dev.latido.idempotency.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.RawCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.Message;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two messages under one id: the second one with other bytes is neither handled nor dropped. */
@WithBroker
class ConflictsIT {

    private static final String DEAD_LETTERS = "latido/v1/evt/dead-letter/billing";
    private static final String FIRST = "{\"id\":\"gw:1:1\",\"v\":1.0}";
    private static final String IMPOSTOR = "{\"id\":\"gw:1:1\",\"v\":2.0}";
    private static final String LAST = "{\"id\":\"gw:1:2\",\"v\":3.0}";

    private static IdempotentSubscriber.PayloadStep<Double> builder(MqttConnection connection) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(Fleet.TEMPERATURES)
                .payload(Double.class);
    }

    private static void publish(EmbeddedBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gw-raw").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .codec(RawCodec.create())
                        .build()) {
            for (String payload : List.of(FIRST, FIRST, IMPOSTOR, LAST)) {
                publisher
                        .publish(Fleet.TEMPERATURE, payload.getBytes(StandardCharsets.UTF_8))
                        .acknowledged()
                        .join();
            }
        }
    }

    private static void assertConflict(MqttProbe deadLetters, IdempotentSubscriber subscriber) {
        ProbedMessage letter = deadLetters.await(DEAD_LETTERS, 1, SOON).get(0);
        assertThat(letter.text()).isEqualTo(IMPOSTOR);
        assertThat(letter.userProperties())
                .contains(
                        Map.entry("latido-id", "gw:1:1"),
                        Map.entry("latido-topic", Fleet.TEMPERATURE.toString()),
                        Map.entry("latido-attempts", "0"))
                .anySatisfy(property -> assertThat(property.getValue()).contains("same id and another payload"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(subscriber.statistics())
                        .satisfies(
                                statistics -> assertThat(statistics.handled()).isEqualTo(2))
                        .satisfies(statistics ->
                                assertThat(statistics.duplicates()).isEqualTo(1))
                        .satisfies(
                                statistics -> assertThat(statistics.conflicts()).isEqualTo(1))
                        .satisfies(statistics ->
                                assertThat(statistics.deadLettered()).isEqualTo(1)));
        assertThat(deadLetters.messages()).hasSize(1);
    }

    @Test
    void shouldBecomeADeadLetterWhenTheIdsAreInMemory(EmbeddedBroker broker) throws Exception {
        List<Double> handled = new CopyOnWriteArrayList<>();
        try (MqttProbe deadLetters = MqttProbe.on(broker, DEAD_LETTERS);
                MqttConnection connection =
                        Fleet.service(broker.uri(), "billing-1").connect();
                IdempotentSubscriber subscriber = builder(connection)
                        .seenStore(MemorySeenStore.create())
                        .handler((Message<Double> message) -> handled.add(message.value()))
                        .detectConflicts()
                        .start()) {
            subscriber.subscribed().get(30, TimeUnit.SECONDS);

            publish(broker);

            assertConflict(deadLetters, subscriber);
            assertThat(handled).containsExactly(1.0, 3.0);
        }
    }

    @Test
    void shouldBecomeADeadLetterWhenTheIdsAreInADatabase(EmbeddedBroker broker) throws Exception {
        try (Fleet lab = new Fleet();
                MqttProbe deadLetters = MqttProbe.on(broker, DEAD_LETTERS);
                MqttConnection connection =
                        Fleet.service(broker.uri(), "billing-1").connect();
                IdempotentSubscriber subscriber = builder(connection)
                        .seenStore(lab.seenStore())
                        .handler(lab::insert)
                        .detectConflicts()
                        .start()) {
            subscriber.subscribed().get(30, TimeUnit.SECONDS);

            publish(broker);

            assertConflict(deadLetters, subscriber);
            assertThat(lab.values()).containsExactly(1.0, 3.0);
        }
    }
}
