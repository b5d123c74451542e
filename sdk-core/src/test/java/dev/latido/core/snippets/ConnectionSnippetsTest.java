package dev.latido.core.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.MqttConnection;
import dev.latido.core.NetworkProxy;
import dev.latido.core.Preflight;
import dev.latido.core.PreflightReport;
import dev.latido.core.Presence;
import dev.latido.core.PresenceMonitor;
import dev.latido.core.Tls;
import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that the Javadoc shows, run against a port where nobody is. */
class ConnectionSnippetsTest {

    private static final TopicRoot acme = TopicRoot.of("acme", 1);

    private final List<Presence> shown = new ArrayList<>();

    static MqttConnection.Builder nowhere() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return MqttConnection.builder()
                    .broker("mqtt://127.0.0.1:" + closed.getLocalPort())
                    .clientId("gw-a72f")
                    .withoutPresence("a snippet")
                    .connectTimeout(Duration.ofSeconds(2));
        }
    }

    private void show(Presence presence) {
        shown.add(presence);
    }

    @Test
    void shouldWatchPresence() throws IOException {
        try (MqttConnection connection = nowhere().start()) {
            PresenceMonitor monitor = PresenceMonitor.builder(connection)
                    .presences(acme.presence().anySite().anyArea().anyDevice())
                    .data(acme.events().everything())
                    .listener(presence -> show(presence))
                    .start();
            assertThat(monitor.board()).isEmpty();
            monitor.close();
        }
        assertThat(shown).isEmpty();
    }

    @Test
    void shouldTryAConnection() throws IOException {
        MqttConnection.Builder declaration = nowhere();
        Topic temperature =
                acme.events().site("planta-1").area("norte").device("gw-a72f").measure("temp");
        TopicFilter commands = TopicFilter.of("acme/v1/cmd/planta-1/norte/gw-a72f/+");

        PreflightReport report = Preflight.of(declaration)
                .publishing(temperature)
                .subscribing(commands)
                .run();

        assertThat(report.isOk()).isFalse();
        assertThat(report.toString()).contains("PROBLEM  tcp ");
    }

    @Test
    void shouldGoThroughAProxy() {
        char[] password = "s3cr3t".toCharArray();

        NetworkProxy proxy = NetworkProxy.http("proxy.acme.example", 3128).credentials("gw-a72f", password);

        assertThat(proxy).hasToString("HTTP proxy proxy.acme.example:3128");
    }

    @Test
    void shouldTrustAnAuthorityAndShowACertificate() throws IOException {
        Path folder = Files.createTempDirectory("latido-snippet");
        Path caPem = copy("ec.test-only.pem", folder.resolve("ca.pem"));
        Path certificate = copy("ec.test-only.pem", folder.resolve("gw-a72f.pem"));
        Path key = copy("ec.sec1.test-only.key", folder.resolve("gw-a72f.key"));
        try {
            Tls tls = Tls.trusting(caPem).clientCertificate(certificate, key);

            assertThat(tls.authorities()).hasSize(1);
        } finally {
            for (Path file : List.of(caPem, certificate, key, folder)) {
                Files.delete(file);
            }
        }
    }

    private static Path copy(String fixture, Path to) throws IOException {
        return Files.copy(Path.of("src/test/resources/dev/latido/core/pem").resolve(fixture), to);
    }
}
