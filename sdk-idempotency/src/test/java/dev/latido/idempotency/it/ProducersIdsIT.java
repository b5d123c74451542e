package dev.latido.idempotency.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.RawCodec;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Devices with the ids "timestamp + sequence", which they give in the same milliseconds, in two members of a group. */
@WithBroker
class ProducersIdsIT {

    private static final int DEVICES = 5;
    private static final int READINGS = 100;

    private static Topic topic(int device) {
        return Topic.of("acme/v1/evt/planta-1/norte/gw-" + device + "/temp");
    }

    private static IdempotentSubscriber member(MqttConnection connection, Readings lab, JdbcSeenStore store) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .sharedGroup("billing")
                .filter(TopicFilter.of("acme/v1/evt/+/+/+/temp"))
                .payload(Double.class)
                .seenStore(store)
                .handler(lab::insert)
                .start();
    }

    @Test
    void shouldStoreTheReadingsOfAllDevicesOnce(EmbeddedBroker broker) throws Exception {
        try (Readings lab = new Readings();
                MqttConnection one = Fleet.service(broker.uri(), "billing-1").connect();
                MqttConnection other = Fleet.service(broker.uri(), "billing-2").connect()) {
            JdbcSeenStore store = lab.seenStore();
            IdempotentSubscriber first = member(one, lab, store);
            IdempotentSubscriber second = member(other, lab, store);
            first.subscribed().get(30, TimeUnit.SECONDS);
            second.subscribed().get(30, TimeUnit.SECONDS);

            publishAllTwice(broker);
            await().atMost(SOON)
                    .until(() ->
                            first.statistics().delivered() + second.statistics().delivered() == 2 * DEVICES * READINGS
                                    && first.statistics().waiting()
                                                    + second.statistics().waiting()
                                            == 0);

            assertThat(lab.values())
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, DEVICES * READINGS)
                            .mapToObj(value -> (double) value)
                            .toList());
        }
    }

    /** Publishes each reading twice, as a producer does that got no PUBACK. */
    private static void publishAllTwice(EmbeddedBroker broker) {
        try (MqttConnection connection = Fleet.service(broker.uri(), "gateway").connect();
                ResilientPublisher publisher = ResilientPublisher.builder(connection)
                        .codec(RawCodec.create())
                        .build()) {
            List<CompletableFuture<?>> sent = new ArrayList<>();
            for (int reading = 0; reading < READINGS; reading++) {
                for (int copy = 0; copy < 2; copy++) {
                    for (int device = 0; device < DEVICES; device++) {
                        String payload = "{\"id\":\"" + (1_732_272_000_000L + reading) + "-" + reading + "\",\"v\":"
                                + (device * READINGS + reading) + "}";
                        sent.add(publisher
                                .publish(topic(device), payload.getBytes(StandardCharsets.UTF_8))
                                .acknowledged());
                    }
                }
            }
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        }
    }
}
