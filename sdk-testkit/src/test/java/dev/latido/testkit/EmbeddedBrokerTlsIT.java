package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@WithBroker(tls = true)
class EmbeddedBrokerTlsIT {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void shouldPassHostnameVerification(String host, TestBroker broker, DevelopmentCa ca) throws Exception {
        Mqtt5BlockingClient client = TestClient.tls(broker, host, ca, "tls-client");

        client.connect();

        assertThat(client.getState().isConnected()).isTrue();
        assertThat(broker.tlsUri()).isEqualTo("mqtts://localhost:" + broker.tlsPort());
        client.disconnect();
    }

    @Test
    void shouldBeRefusedByAClientThatTrustsAnotherCa(TestBroker broker) throws Exception {
        Mqtt5BlockingClient client = TestClient.tls(broker, "localhost", DevelopmentCa.create(), "distrustful");

        assertThatExceptionOfType(ConnectionFailedException.class)
                .isThrownBy(client::connect)
                .withCauseInstanceOf(SSLException.class);
    }

    @Test
    void shouldKeepItsTlsPortWhenRestarted(TestBroker broker, DevelopmentCa ca) throws Exception {
        int tlsPort = broker.tlsPort();

        broker.stop();
        broker.start();

        assertThat(broker.tlsPort()).isEqualTo(tlsPort);
        Mqtt5BlockingClient client = TestClient.tls(broker, "localhost", ca, "after-restart");
        client.connect();
        client.disconnect();
    }
}
