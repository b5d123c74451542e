package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.WithBroker;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a connection is made, refused, lost and ended. */
@WithBroker(tls = true)
class ConnectionIT {

    @Test
    void shouldRefuseABrokerOfAnotherAuthority(EmbeddedBroker broker, @TempDir Path directory) {
        Tls stranger = Tls.trusting(DevelopmentCa.create().writeCertificate(directory));

        assertThatThrownBy(() ->
                        Fleet.service(broker.tlsUri(), "gw-1").tls(stranger).connect())
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("TLS: ")
                .hasMessageContaining("not signed by a trusted authority")
                .hasMessageContaining("Tls.trusting");
    }

    @Test
    void shouldTellARefusalFromAnOutage(@TempDir Path directory) {
        try (EmbeddedBroker strict = EmbeddedBroker.builder()
                .authenticator((clientId, username, password) -> "secret".equals(password))
                .start()) {

            assertThatThrownBy(() -> Fleet.service(strict.uri(), "gw-1")
                            .credentials("gw-1", "wrong".toCharArray())
                            .connect())
                    .isInstanceOfSatisfying(
                            ConnectionRefusedException.class,
                            refused -> assertThat(refused.reasonCode()).isEqualTo(134))
                    .hasMessageContaining("bad user name or password")
                    .hasMessageNotContaining("wrong");

            try (MqttConnection right = Fleet.service(strict.uri(), "gw-1")
                    .credentials("gw-1", "secret".toCharArray())
                    .connect()) {
                assertThat(right.state()).isEqualTo(ConnectionState.CONNECTED);
            }
        }
    }

    @Test
    void shouldNameTheCauseWhenNobodyListens(EmbeddedBroker broker) {
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start()) {
            proxy.refuse();

            assertThatThrownBy(() -> Fleet.service(proxy.uri(), "gw-1")
                            .connectTimeout(Duration.ofMillis(500))
                            .connect())
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContaining("within 500 ms");
        }
    }

    @Test
    void shouldTellItsListenerEveryStateInOrder(EmbeddedBroker broker) {
        List<String> states = Collections.synchronizedList(new ArrayList<>());
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start()) {
            MqttConnection connection = Fleet.service(proxy.uri(), "gw-1")
                    .listener(change -> states.add(change.from() + " to " + change.to()))
                    .connect();
            proxy.cutAll();
            await().atMost(SOON)
                    .until(() ->
                            proxy.count(FaultAction.CONNECTED) == 2 && connection.state() == ConnectionState.CONNECTED);

            connection.close();

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(states)
                            .containsExactly(
                                    "CONNECTING to CONNECTED",
                                    "CONNECTED to RECONNECTING",
                                    "RECONNECTING to CONNECTED",
                                    "CONNECTED to CLOSING",
                                    "CLOSING to CLOSED"));
        }
    }

    @Test
    void shouldStopReconnectingWhenClosed(EmbeddedBroker broker) {
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start()) {
            MqttConnection connection = Fleet.service(proxy.uri(), "gw-1").connect();
            proxy.refuse();
            proxy.cutAll();
            await().atMost(SOON).until(() -> connection.state() == ConnectionState.RECONNECTING);

            connection.close();
            proxy.accept();

            assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
            await().during(Duration.ofMillis(600)).atMost(SOON).until(() -> proxy.count(FaultAction.CONNECTED) == 1);
        }
    }

    @Test
    void shouldNotHoldClientObjectsOfEndedSessions(EmbeddedBroker broker) {
        try (FaultProxy proxy = FaultProxy.to(broker.host(), broker.port()).start();
                MqttConnection connection = Fleet.service(proxy.uri(), "gw-1").connect()) {
            WeakReference<Mqtt5AsyncClient> first = new WeakReference<>(connection.unwrap(Mqtt5AsyncClient.class));

            proxy.cutAll();
            await().atMost(SOON)
                    .until(() ->
                            proxy.count(FaultAction.CONNECTED) == 2 && connection.state() == ConnectionState.CONNECTED);

            await().atMost(SOON).until(() -> {
                System.gc();
                return first.get() == null;
            });
        }
    }
}
