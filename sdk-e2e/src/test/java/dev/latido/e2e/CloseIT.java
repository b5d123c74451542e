package dev.latido.e2e;

import static dev.latido.core.it.Fleet.PRESENCE;
import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.Publication;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.it.Fleet;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.it.Readings;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the end of a connection on close(), whatever it is doing and whatever the network does. */
class CloseIT {

    /** An attempt that nobody stops goes on for 10 s. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    // --- an attempt under way ---

    static Stream<Arguments> attempts() {
        return Stream.of(MqttVersion.values())
                .flatMap(version ->
                        Stream.of("mqtt", "mqtts", "ws", "wss").map(scheme -> Arguments.of(version, scheme)));
    }

    /** The peer takes the connection and says nothing: CONNACK, TLS handshake and WebSocket upgrade stay pending. */
    @ParameterizedTest
    @MethodSource("attempts")
    void shouldCloseTheNetworkConnectionOfAPendingAttempt(MqttVersion version, String scheme) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout((int) SOON.toMillis());
            MqttConnection connection = Fleet.service(scheme + "://localhost:" + silent.getLocalPort(), "gw-1")
                    .version(version)
                    .start();
            try (Socket client = silent.accept()) {
                client.setSoTimeout((int) AT_ONCE.toMillis());
                assertThat(client.getInputStream().read())
                        .as("the first byte of the attempt")
                        .isNotNegative();

                connection.close();

                // Ends with the client's FIN; without it, with a SocketTimeoutException.
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            }
            assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(MqttVersion.class)
    @WithBroker
    void shouldBeginNoSessionAfterItIsClosed(MqttVersion version, EmbeddedBroker broker) {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            network.when(Packets.of(PacketType.CONNACK)).drop();
            MqttConnection connection =
                    Fleet.service(network.uri(), "gw-1").version(version).start();
            await().atMost(SOON).until(() -> network.count(FaultAction.DROP) == 1);

            connection.close();

            await().atMost(AT_ONCE).until(() -> network.count(FaultAction.DISCONNECTED) == 1);
            await().atMost(SOON).until(() -> broker.connectedClients().isEmpty());
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> network.count(FaultAction.CONNECTED) == 1);
        }
    }

    // --- what is still published ---

    /** Not only once the subscribers have ended, which may take most of the time for closing. */
    @Test
    @WithBroker
    void shouldTakeNoNewMessageOnceItCloses(EmbeddedBroker broker) throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        MqttConnection connection = Fleet.service(broker.uri(), "gw-1").connect();
        ResilientPublisher publisher = ResilientPublisher.builder(connection).build();
        IdempotentSubscriber running = Readings.subscriber(connection, Fleet.TEMPERATURES, message -> {
            handling.countDown();
            released.await();
        });
        running.subscribed().join();
        publisher.publish(Fleet.TEMPERATURE, 21.3);
        assertThat(handling.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> closing = CompletableFuture.runAsync(connection::close);
        await().atMost(SOON).until(() -> connection.state() == ConnectionState.CLOSING);

        assertThatIllegalStateException()
                .isThrownBy(() -> publisher.publish(Fleet.TEMPERATURE, 21.4))
                .withMessageContaining("gw-1 is closed");
        released.countDown();
        closing.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    // --- the network meanwhile ---

    enum Moment {
        DRAINED_PUBLISH,
        GOODBYE,
        ITS_PUBACK,
        DISCONNECT
    }

    private static Packets at(Moment moment) {
        String presence = PRESENCE.toString();
        return switch (moment) {
            case DRAINED_PUBLISH -> Packets.of(PacketType.PUBLISH).toBroker().topic(Fleet.TEMPERATURE.toString());
            case GOODBYE -> Packets.of(PacketType.PUBLISH).toBroker().topic(presence);
            case ITS_PUBACK -> Packets.of(PacketType.PUBACK).toClient().topic(presence);
            case DISCONNECT -> Packets.of(PacketType.DISCONNECT).toBroker();
        };
    }

    enum Trouble {
        CUT,
        SILENCE
    }

    static Stream<Arguments> troubles() {
        return Stream.of(Moment.values())
                .flatMap(moment -> Stream.of(Trouble.values()).map(trouble -> Arguments.of(moment, trouble)));
    }

    /** Whatever gets lost, close() keeps its time, and the last word is not 'online'. */
    @ParameterizedTest
    @MethodSource("troubles")
    @WithBroker
    void shouldCloseInTimeAndBeOfflineWhateverTheNetworkDoes(Moment moment, Trouble trouble, EmbeddedBroker broker) {
        try (FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start();
                MqttProbe probe = MqttProbe.on(broker, "#")) {
            MqttConnection device = Fleet.client(network.uri(), "gw-a72f")
                    .presence(PRESENCE)
                    .closeTimeout(CLOSE_TIMEOUT)
                    .connect();
            ResilientPublisher publisher = ResilientPublisher.builder(device).build();
            probe.await(PRESENCE.toString(), 1, SOON);
            if (trouble == Trouble.CUT) {
                network.when(at(moment)).dropAndCut();
            } else {
                network.when(at(moment)).drop();
            }
            Publication last = publisher.publish(Fleet.TEMPERATURE, 21.3);

            long start = System.nanoTime();
            device.close();
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(took).isLessThan(CLOSE_TIMEOUT.plusSeconds(2));
            assertThat(device.state()).isEqualTo(ConnectionState.CLOSED);
            assertThat(last.acknowledged()).isDone();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(retained(broker)).isEqualTo("offline"));
            await().atMost(SOON).until(() -> broker.connectedClients().stream().noneMatch("gw-a72f"::equals));
        }
    }

    private static String retained(EmbeddedBroker broker) {
        try (MqttProbe probe = MqttProbe.builder(broker)
                .filters(PRESENCE.toString())
                .includingRetained()
                .start()) {
            return probe.await(PRESENCE.toString(), 1, SOON).stream()
                    .map(ProbedMessage::text)
                    .findFirst()
                    .orElse("nothing");
        }
    }
}
