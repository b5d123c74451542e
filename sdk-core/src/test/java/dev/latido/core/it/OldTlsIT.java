package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.latido.core.ConnectionFailedException;
import dev.latido.core.MqttConnection;
import dev.latido.core.Tls;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.internal.junit.MachineRequirement;
import dev.latido.testkit.internal.process.ReservedPort;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that know nothing newer than TLS 1.1 (the course: "TLS 1.2 mínimo"). */
class OldTlsIT {

    /** A ServerHello with version 3.2, which is TLS 1.1 (RFC 4346): empty session id, TLS_RSA_WITH_AES_128_CBC_SHA. */
    private static final byte[] SERVER_HELLO = serverHello();

    private final DevelopmentCa ca = DevelopmentCa.create();

    @TempDir
    private Path directory;

    private static byte[] serverHello() {
        byte[] record = new byte[5 + 4 + 38];
        record[0] = 0x16;
        record[1] = 3;
        record[2] = 2;
        record[4] = 4 + 38;
        record[5] = 2;
        record[8] = 38;
        record[9] = 3;
        record[10] = 2;
        // TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, which every JDK offers; the plain RSA ones are gone since 24.
        record[record.length - 3] = (byte) 0xC0;
        record[record.length - 2] = 0x13;
        return record;
    }

    private void assertRefused(int port) {
        MqttConnection.Builder client = Fleet.service("mqtts://localhost:" + port, "gw-1")
                .tls(Tls.trusting(ca.writeCertificate(directory)))
                .connectTimeout(Duration.ofSeconds(10));

        assertThatThrownBy(client::connect)
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("the broker supports neither TLS 1.2 nor 1.3")
                .hasMessageContaining("enable one of them on the broker");
    }

    @Test
    void shouldRefuseAServerThatAnswersWithTls11() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered = CompletableFuture.runAsync(() -> answer(server));

            assertRefused(server.getLocalPort());
            assertThat(answered).succeedsWithin(SOON);
        }
    }

    private static void answer(ServerSocket server) {
        try (Socket client = server.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.skipNBytes(3);
            in.skipNBytes(in.readUnsignedShort());
            client.getOutputStream().write(SERVER_HELLO);
            in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldRefuseARealServerOfTls11() throws IOException, InterruptedException {
        IssuedCertificate server = ca.issueServer("localhost");
        Path certificate = Files.writeString(directory.resolve("server.pem"), server.certificatePem());
        Path key = Files.writeString(directory.resolve("server.key"), server.privateKeyPem());
        try (ReservedPort port = ReservedPort.free()) {
            Process openssl = openssl(
                    "s_server",
                    "-accept",
                    "127.0.0.1:" + port.number(),
                    "-cert",
                    certificate.toString(),
                    "-key",
                    key.toString(),
                    "-tls1_1",
                    "-cipher",
                    "ALL:@SECLEVEL=0");
            try {
                awaitTls11(port.number());
                assertRefused(port.number());
            } finally {
                openssl.destroyForcibly().waitFor();
            }
        }
    }

    /** It must not fail for another reason than its version: a client that speaks TLS 1.1 is let in. */
    private void awaitTls11(int port) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            Process client = openssl(
                    "s_client", "-connect", "127.0.0.1:" + port, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0", "-brief");
            client.getOutputStream().close();
            String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return client.waitFor(SOON.toSeconds(), TimeUnit.SECONDS) && said.contains("TLSv1.1");
        });
    }

    private Process openssl(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            arguments[0].equals("s_server")
                                    ? ProcessBuilder.Redirect.DISCARD
                                    : ProcessBuilder.Redirect.PIPE)
                    .start();
        } catch (IOException e) {
            MachineRequirement.missing("openssl is not installed: " + e.getMessage());
            throw e;
        }
    }
}
