package dev.latido.e2e;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionState;
import dev.latido.core.Credentials;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a renewed session loses nothing: neither messages nor subscriptions nor presence. */
class RenewIT {

    private static final int MESSAGES = 200;
    private static final int RENEWALS = 10;

    static Stream<Arguments> brokers() {
        return Stream.of(BrokerKind.EMBEDDED, BrokerKind.MOSQUITTO)
                .flatMap(kind -> Stream.of(MqttVersion.values()).map(version -> Arguments.of(kind, version)));
    }

    @ParameterizedTest
    @MethodSource("brokers")
    void shouldLoseNothing(BrokerKind kind, MqttVersion version) {
        Set<Integer> handled = ConcurrentHashMap.newKeySet();
        List<Integer> calls = new CopyOnWriteArrayList<>();
        try (TestBroker broker = Fleet.broker(kind);
                MqttProbe presence = MqttProbe.on(broker, Fleet.PRESENCE.toString());
                MqttConnection connection = Fleet.client(broker.uri(), "gw-a72f")
                        .version(version)
                        .presence(Fleet.PRESENCE)
                        .connect();
                IdempotentSubscriber running = IdempotentSubscriber.builder(connection)
                        .group("billing")
                        .filter(Fleet.TEMPERATURES)
                        .payload(Integer.class)
                        .seenStore(MemorySeenStore.create())
                        .handler(message -> {
                            calls.add(message.value());
                            handled.add(message.value());
                        })
                        .start();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            running.subscribed().join();
            for (int renewal = 0; renewal < RENEWALS; renewal++) {
                int first = renewal * MESSAGES / RENEWALS;
                IntStream.range(first, first + MESSAGES / RENEWALS)
                        .forEach(number -> publisher.publish(Fleet.TEMPERATURE, number));
                assertThat(connection.renew()).succeedsWithin(SOON);
                assertThat(connection.grants())
                        .hasValueSatisfying(grants -> assertThat(grants).returns(true, BrokerGrants::sessionPresent));
            }

            await().atMost(SOON).until(() -> handled.size() == MESSAGES);
            assertThat(calls).hasSize(MESSAGES);
            assertThat(presence.await(Fleet.PRESENCE.toString(), RENEWALS + 1, SOON))
                    .extracting(ProbedMessage::text)
                    .containsOnly("online");
        }
    }

    /** A token that was revoked, and the pause after a refusal is long. */
    @Test
    void shouldNotWaitForTheNextAttempt() {
        Set<String> valid = ConcurrentHashMap.newKeySet();
        try (EmbeddedBroker broker = EmbeddedBroker.builder()
                        .authenticator((clientId, username, password) -> valid.contains(username))
                        .start();
                MqttConnection connection = MqttConnection.builder()
                        .broker(broker.uri())
                        .clientId("gw-1")
                        .withoutPresence("a test")
                        .credentials(() -> Credentials.of("token", new char[0]))
                        .start()) {
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.REFUSED);

            assertThat(connection.renew())
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withMessageContaining("bad user name or password");
            valid.add("token");
            assertThat(connection.renew()).succeedsWithin(SOON);
        }
    }

    @Test
    void shouldNotRenewAClosedConnection() {
        try (EmbeddedBroker broker = EmbeddedBroker.builder().start()) {
            MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
            connection.close();

            assertThatIllegalStateException().isThrownBy(connection::renew);
        }
    }
}
