package dev.latido.examples.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import dev.latido.core.MqttConnection;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.WithBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The linter listening to a broker. The messages are retained, so that the test does not depend on timing. */
class LintBrokerIT {

    private final Terminal terminal = new Terminal();

    @Test
    @WithBroker
    void shouldLintWhatABrokerCarries(TestBroker broker) throws Exception {
        retain(broker.uri(), "acme/v1/state/planta-1/norte/gw-a72f/temp", "acme/v1/state/planta1/norte/gw-b10c/temp");

        int exit = terminal.run("--broker", broker.uri(), "--for", "1s", "--json", "--strict");

        assertThat(terminal.err()).isEmpty();
        JsonNode report = JsonMapper.shared().readTree(terminal.out());
        assertThat(exit).isEqualTo(1);
        assertThat(report.get("topics").asInt()).isEqualTo(2);
        assertThat(report.get("findings")).singleElement().satisfies(finding -> {
            assertThat(finding.get("check").asString()).isEqualTo("near-duplicate");
            assertThat(finding.get("text").asString()).contains("planta1");
        });
    }

    @Test
    @WithBroker(tls = true)
    void shouldListenToOneFilterOverTls(TestBroker broker, DevelopmentCa ca, @TempDir Path directory) throws Exception {
        retain(broker.uri(), "acme/v1/state/planta-1/norte/gw-a72f/temp", "legacy/Temp");

        int exit = terminal.run(
                "--broker",
                broker.tlsUri(),
                "--ca",
                ca.writeCertificate(directory).toString(),
                "--for",
                "500ms",
                "--filter",
                "acme/v1/state/#",
                "--strict");

        assertThat(terminal.err()).isEmpty();
        assertThat(exit).isZero();
        assertThat(terminal.out()).isEqualTo("1 topic, 0 filters: 0 errors, 0 warnings, 0 infos\n");
    }

    @Test
    void shouldTakeWebSocketAndClientCertificateWhenNamed(@TempDir Path directory) {
        int exit = terminal.run(
                "--broker",
                "wss://127.0.0.1:1/mqtt",
                "--ca",
                directory.resolve("no-ca.pem").toString(),
                "--cert",
                directory.resolve("no-cert.pem").toString(),
                "--key",
                directory.resolve("no-key.pem").toString());

        assertThat(exit).isEqualTo(3);
        assertThat(terminal.err().lines())
                .singleElement()
                .asString()
                .startsWith("lint: ")
                .contains("no-c");
    }

    @Test
    @WithBroker
    void shouldNotCallSilenceClean(TestBroker broker) {
        int exit = terminal.run("--broker", broker.uri(), "--for", "100ms", "--filter", "silent/#");

        assertThat(exit).isEqualTo(3);
        assertThat(terminal.err())
                .startsWith("lint: no message received in 100 ms")
                .contains("silent/#");
    }

    @Test
    void shouldSayInOneLineThatTheBrokerCannotBeReached() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }

        int exit = terminal.run("--broker", "mqtt://127.0.0.1:" + closedPort);

        assertThat(exit).isEqualTo(3);
        assertThat(terminal.err().lines()).singleElement().asString().startsWith("lint: cannot connect");
    }

    private static void retain(String uri, String... topics) throws Exception {
        try (MqttConnection device = MqttConnection.builder()
                .broker(uri)
                .clientId("gw-a72f")
                .withoutPresence("a test")
                .connect()) {
            for (String topic : topics) {
                device.unwrap(Mqtt5AsyncClient.class)
                        .publishWith()
                        .topic(topic)
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .payload(new byte[] {'1'})
                        .send()
                        .get();
            }
        }
    }
}
