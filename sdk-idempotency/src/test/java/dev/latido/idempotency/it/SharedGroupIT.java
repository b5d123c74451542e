package dev.latido.idempotency.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.latido.core.MqttConnection;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two members of one shared group with one store. */
class SharedGroupIT {

    private static final int MESSAGES = 300;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static IdempotentSubscriber member(MqttConnection connection, JdbcSeenStore store, Readings lab) {
        return IdempotentSubscriber.builder(connection)
                .group("billing")
                .filter(Fleet.TEMPERATURES)
                .sharedGroup("billing")
                .payload(Double.class)
                .seenStore(store)
                .handler(lab::insert)
                .start();
    }

    /** A third of all deliveries comes once more, as it does when a member ends before it has acknowledged. */
    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldShareTheWorkAndTakeEffectOnce(BrokerKind kind) throws Exception {
        try (Readings lab = new Readings();
                TestBroker broker = Fleet.broker(kind);
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection one = Fleet.service(network.uri(), "billing-1").connect();
                MqttConnection two = Fleet.service(network.uri(), "billing-2").connect();
                MqttConnection device = Fleet.service(broker.uri(), "gw-1").connect();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(device).build()) {
            JdbcSeenStore store = lab.seenStore();
            try (IdempotentSubscriber first = member(one, store, lab);
                    IdempotentSubscriber second = member(two, store, lab)) {
                first.subscribed().get(30, TimeUnit.SECONDS);
                second.subscribed().get(30, TimeUnit.SECONDS);
                network.when(Packets.of(PacketType.PUBLISH).toClient().probability(0.33))
                        .redeliverAsNew();

                for (int i = 0; i < MESSAGES / 2; i++) {
                    publisher.publish(Fleet.TEMPERATURE, (double) i);
                }
                await().atMost(SOON).until(() -> lab.values().size() >= MESSAGES / 4);
                network.cutAll();
                for (int i = MESSAGES / 2; i < MESSAGES; i++) {
                    publisher.publish(Fleet.TEMPERATURE, (double) i);
                }

                await().atMost(SOON).until(() -> lab.values().size() >= MESSAGES && isIdle(first) && isIdle(second));
                List<Double> all =
                        Stream.iterate(0.0, value -> value + 1).limit(MESSAGES).toList();
                assertThat(lab.values()).containsExactlyElementsOf(all);
                assertThat(first.statistics().handled()).as("of the first").isPositive();
                assertThat(second.statistics().handled()).as("of the second").isPositive();
                assertThat(first.statistics().handled() + second.statistics().handled())
                        .isEqualTo(MESSAGES);
                assertThat(first.statistics().duplicates() + second.statistics().duplicates())
                        .as("what came twice")
                        .isPositive();
            }
        }
    }

    private static boolean isIdle(IdempotentSubscriber subscriber) {
        return subscriber.statistics().waiting() == 0;
    }
}
