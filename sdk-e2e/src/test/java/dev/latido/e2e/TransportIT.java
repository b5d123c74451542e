package dev.latido.e2e;

import static dev.latido.core.it.Fleet.SOON;
import static dev.latido.core.it.Fleet.TEMPERATURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import dev.latido.core.BrokerGrants;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.MqttVersion;
import dev.latido.core.NetworkProxy;
import dev.latido.core.ResilientPublisher;
import dev.latido.core.Tls;
import dev.latido.core.it.Fleet;
import dev.latido.core.it.TunnelProxy;
import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.internal.junit.MachineRequirement;
import dev.latido.testkit.internal.process.ReservedPort;
import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ways to a broker, and the older version of MQTT. */
class TransportIT {

    /** One message there and back. */
    private static void roundTrip(MqttConnection connection) {
        List<Double> handled = new CopyOnWriteArrayList<>();
        try (IdempotentSubscriber running = IdempotentSubscriber.builder(connection)
                        .group("billing")
                        .filter(Fleet.TEMPERATURES)
                        .payload(Double.class)
                        .seenStore(MemorySeenStore.create())
                        .handler(message -> handled.add(message.value()))
                        .start();
                ResilientPublisher publisher =
                        ResilientPublisher.builder(connection).build()) {
            running.subscribed().join();
            publisher.publish(TEMPERATURE, 21.3).acknowledged().join();

            await().atMost(SOON).untilAsserted(() -> assertThat(handled).containsExactly(21.3));
        }
    }

    // --- WebSocket ---

    @Test
    void shouldSpeakOverWebSocket() {
        BrokerKind.MOSQUITTO.assumeAvailable();
        try (ReservedPort port = ReservedPort.free();
                MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration("listener " + port.number() + " 127.0.0.1", "protocol websockets")
                        .start();
                MqttConnection connection = Fleet.service("ws://127.0.0.1:" + port.number() + "/mqtt", "gw-1")
                        .connect()) {
            assertThat(broker.isRunning()).isTrue();
            roundTrip(connection);
        }
    }

    @Test
    void shouldSpeakOverEncryptedWebSocket(@TempDir Path directory) throws IOException {
        BrokerKind.MOSQUITTO.assumeAvailable();
        DevelopmentCa ca = DevelopmentCa.create();
        IssuedCertificate server = ca.issueServer("localhost");
        Path certificate = Files.writeString(directory.resolve("server.pem"), server.certificatePem());
        Path key = Files.writeString(directory.resolve("server.key"), server.privateKeyPem());
        Path authority = ca.writeCertificate(directory);
        try (ReservedPort port = ReservedPort.free();
                MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration(
                                "listener " + port.number() + " 127.0.0.1",
                                "protocol websockets",
                                "certfile " + certificate,
                                "keyfile " + key)
                        .start();
                MqttConnection connection = Fleet.service("wss://localhost:" + port.number(), "gw-1")
                        .tls(Tls.trusting(authority))
                        .connect()) {
            assertThat(broker.isRunning()).isTrue();
            roundTrip(connection);
        }
    }

    // --- proxies ---

    @ParameterizedTest
    @EnumSource(NetworkProxy.Protocol.class)
    @WithBroker(tls = true)
    void shouldPassThroughAProxy(
            NetworkProxy.Protocol protocol, TestBroker broker, DevelopmentCa ca, @TempDir Path directory)
            throws IOException {
        try (TunnelProxy office = new TunnelProxy(protocol == NetworkProxy.Protocol.SOCKS_5);
                MqttConnection connection = Fleet.service(broker.tlsUri(), "gw-1")
                        .tls(Tls.trusting(ca.writeCertificate(directory)))
                        .proxy(proxy(protocol, office.port())
                                .credentials(TunnelProxy.USER, TunnelProxy.PASSWORD.toCharArray()))
                        .connect()) {
            roundTrip(connection);

            assertThat(office.asked()).containsOnly("localhost:" + broker.tlsPort());
        }
    }

    @ParameterizedTest
    @EnumSource(NetworkProxy.Protocol.class)
    @WithBroker
    void shouldNotPassAProxyWithTheWrongPassword(NetworkProxy.Protocol protocol, TestBroker broker) throws IOException {
        try (TunnelProxy office = new TunnelProxy(protocol == NetworkProxy.Protocol.SOCKS_5)) {
            assertThatThrownBy(() -> Fleet.service(broker.uri(), "gw-1")
                            .proxy(proxy(protocol, office.port()).credentials(TunnelProxy.USER, "wr0ng".toCharArray()))
                            .connectTimeout(Duration.ofSeconds(2))
                            .connect())
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageStartingWith("cannot connect gw-1 at mqtt://")
                    .hasMessageNotContaining("wr0ng");
            assertThat(office.asked()).isEmpty();
        }
    }

    private static NetworkProxy proxy(NetworkProxy.Protocol protocol, int port) {
        return protocol == NetworkProxy.Protocol.HTTP
                ? NetworkProxy.http("127.0.0.1", port)
                : NetworkProxy.socks5("127.0.0.1", port);
    }

    // --- several brokers ---

    @Test
    @WithBroker
    void shouldGoToTheNextBrokerAndComeBackToTheFirst(TestBroker broker) {
        try (FaultProxy first = FaultProxy.to(broker.host(), broker.port()).start();
                FaultProxy second = FaultProxy.to(broker.host(), broker.port()).start()) {
            first.refuse();
            try (MqttConnection connection = MqttConnection.builder()
                    .brokers(first.uri(), second.uri())
                    .clientId("gw-1")
                    .withoutPresence("a test")
                    .backoff(Fleet.QUICK)
                    .connect()) {
                assertThat(second.count(FaultAction.CONNECTED)).isEqualTo(1);
                roundTrip(connection);

                first.accept();
                second.refuse();
                second.cutAll();

                await().atMost(SOON)
                        .until(() -> connection.state() == ConnectionState.CONNECTED
                                && first.count(FaultAction.CONNECTED) >= 1);
                roundTrip(connection);
            }
        }
    }

    @Test
    void shouldGoToAnIpv6Address() throws IOException {
        BrokerKind.MOSQUITTO.assumeAvailable();
        byte[] loopback = new byte[16];
        loopback[15] = 1;
        if (NetworkInterface.getByInetAddress(InetAddress.getByAddress(loopback)) == null) {
            MachineRequirement.missing("this machine has no IPv6 loopback address");
        }
        try (ReservedPort port = ReservedPort.free();
                MosquittoBroker broker = MosquittoBroker.builder()
                        .configuration("listener " + port.number() + " ::1")
                        .start();
                MqttConnection connection =
                        Fleet.service("mqtt://[::1]:" + port.number(), "gw-1").connect()) {
            assertThat(broker.isRunning()).isTrue();
            roundTrip(connection);
        }
    }

    // --- MQTT 3.1.1 ---

    @ParameterizedTest
    @EnumSource(
            value = BrokerKind.class,
            names = {"EMBEDDED", "MOSQUITTO"})
    void shouldSpeakMqtt311(BrokerKind kind) {
        try (TestBroker broker = Fleet.broker(kind);
                MqttProbe probe = MqttProbe.on(broker, "#");
                FaultProxy network = FaultProxy.to(broker.host(), broker.port()).start()) {
            try (MqttConnection connection = Fleet.client(network.uri(), "gw-a72f")
                    .version(MqttVersion.MQTT_3_1_1)
                    .presence(Fleet.PRESENCE)
                    .connect()) {
                assertThat(connection.unwrap(Mqtt3AsyncClient.class).getConfig().getMqttVersion())
                        .hasToString("MQTT_3_1_1");
                assertThat(connection.grants())
                        .hasValueSatisfying(grants -> assertThat(grants)
                                .returns(BrokerGrants.NEVER, BrokerGrants::sessionExpiry)
                                .returns(false, BrokerGrants::sessionPresent));
                roundTrip(connection);
                network.cutAll();
                await().atMost(SOON)
                        .until(() -> connection
                                .grants()
                                .map(BrokerGrants::sessionPresent)
                                .orElse(false));
                roundTrip(connection);
            }

            assertThat(probe.await(Fleet.PRESENCE.toString(), 4, SOON))
                    .extracting(ProbedMessage::text)
                    .containsExactly("online", "offline", "online", "offline");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveARefusalTheSameCodeInBothVersions(boolean old) {
        try (EmbeddedBroker strict = EmbeddedBroker.builder()
                .authenticator((clientId, username, password) -> false)
                .start()) {
            MqttConnection.Builder builder = Fleet.service(strict.uri(), "gw-1");
            MqttConnection.Builder versioned = old ? builder.version(MqttVersion.MQTT_3_1_1) : builder;

            assertThatThrownBy(versioned::connect)
                    .isInstanceOfSatisfying(
                            ConnectionRefusedException.class,
                            refused -> assertThat(refused.reasonCode()).isEqualTo(134))
                    .hasMessageContaining("bad user name or password");
        }
    }
}
