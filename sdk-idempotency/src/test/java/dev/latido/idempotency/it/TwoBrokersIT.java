package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two brokers that know nothing of each other, devices that go to the other one, and one seen-store behind both. */
class TwoBrokersIT {

    private static final int MESSAGES = 600;

    private static IdempotentSubscriber subscriber(MqttConnection connection, Readings lab, JdbcSeenStore store) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(Fleet.TEMPERATURES)
                .payload(Double.class)
                .seenStore(store)
                .handler(lab::insert)
                .start();
    }

    /** What one broker has, but could not acknowledge, goes to the other one too. */
    @Test
    void shouldSuppressWhatCameThroughTheOtherBroker() throws Exception {
        try (Readings lab = new Readings();
                TestBroker north = EmbeddedBroker.builder().start();
                TestBroker south = EmbeddedBroker.builder().start();
                FaultProxy way = FaultProxy.to(north).start();
                MqttConnection toNorth = Fleet.service(north.uri(), "billing-1").connect();
                MqttConnection toSouth = Fleet.service(south.uri(), "billing-1").connect()) {
            JdbcSeenStore store = lab.seenStore();
            IdempotentSubscriber first = subscriber(toNorth, lab, store);
            IdempotentSubscriber second = subscriber(toSouth, lab, store);
            first.subscribed().get(30, TimeUnit.SECONDS);
            second.subscribed().get(30, TimeUnit.SECONDS);

            try (MqttConnection device = Fleet.service(way.uri(), "gw-a72f")
                            .brokers(way.uri(), south.uri())
                            .connect();
                    ResilientPublisher publisher =
                            ResilientPublisher.builder(device).build()) {
                publish(publisher, 0, MESSAGES / 3);
                assertThat(publisher.drain(Duration.ofSeconds(30))).isTrue();

                way.when(Packets.of(PacketType.PUBACK).toClient()).drop();
                publish(publisher, MESSAGES / 3, 2 * MESSAGES / 3);
                await().atMost(Fleet.SOON).until(() -> lab.values().size() == 2 * MESSAGES / 3);
                way.refuse();
                way.cutAll();

                publish(publisher, 2 * MESSAGES / 3, MESSAGES);
                assertThat(publisher.drain(Duration.ofSeconds(60))).isTrue();
            }
            await().atMost(Fleet.SOON).until(() -> lab.values().size() >= MESSAGES);
            await().atMost(Fleet.SOON).until(() -> second.statistics().waiting() == 0);

            assertThat(lab.values())
                    .containsExactlyElementsOf(Stream.iterate(0.0, value -> value + 1)
                            .limit(MESSAGES)
                            .toList());
            assertThat(second.statistics().duplicates()).isEqualTo(MESSAGES / 3);
            assertThat(first.statistics().handled() + second.statistics().handled())
                    .isEqualTo(MESSAGES);
        }
    }

    private static void publish(ResilientPublisher publisher, int from, int to) {
        for (int i = from; i < to; i++) {
            publisher.publish(Fleet.TEMPERATURE, (double) i);
        }
    }
}
