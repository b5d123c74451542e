package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalBrokerIT {

    @Test
    @WithBroker(tls = true)
    void shouldReachARunningBroker(TestBroker running, DevelopmentCa ca) throws Exception {
        try (TestBroker external = ExternalBroker.at(running.uri(), running.tlsUri())) {
            Mqtt5BlockingClient plain = TestClient.plain(external, "plain");
            Mqtt5BlockingClient encrypted = TestClient.tls(external, "localhost", ca, "encrypted");
            plain.connect();
            encrypted.connect();

            assertThat(external.uri()).isEqualTo(running.uri());
            assertThat(external.tlsUri()).isEqualTo(running.tlsUri());
            assertThat(external.isRunning()).isTrue();
            plain.disconnect();
            encrypted.disconnect();
        }
        assertThat(running.isRunning()).isTrue();
    }

    @Test
    @WithBroker
    void shouldSeeThatNobodyListens(TestBroker stopped) {
        TestBroker broker = ExternalBroker.at(stopped.uri());

        stopped.stop();

        assertThat(broker.isRunning()).isFalse();
    }

    @Test
    void shouldLeaveTheBrokersLifeToItsOwner() {
        TestBroker broker = ExternalBroker.at("mqtts://broker.acme.example");

        for (Runnable change : new Runnable[] {broker::start, broker::stop, broker::restart}) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(change::run)
                    .withMessageContaining(
                            "ExternalBroker[mqtts://broker.acme.example:8883] is not run by the test kit");
        }
        broker.close();
    }

    @Test
    void shouldSayWhichListenerIsMissing() {
        TestBroker encrypted = ExternalBroker.at("mqtts://broker.acme.example");
        TestBroker plain = ExternalBroker.at("mqtt://127.0.0.1");

        assertThat(plain.port()).isEqualTo(1883);
        assertThatIllegalStateException().isThrownBy(encrypted::uri).withMessageContaining("mqtts:// only");
        assertThatIllegalStateException().isThrownBy(plain::tlsUri).withMessageContaining("mqtt:// only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1", "127.0.0.1", "mqtt:nowhere", "mqtt://no where"})
    void shouldRefuseWhatIsNoListener(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExternalBroker.at(uri))
                .withMessageContaining(uri);
    }

    @Test
    void shouldRefuseNoneAndTwoOfAKind() {
        String uri = "mqtt://127.0.0.1";

        assertThatIllegalArgumentException().isThrownBy(ExternalBroker::at);
        assertThatIllegalArgumentException().isThrownBy(() -> ExternalBroker.at(uri, uri));
    }
}
