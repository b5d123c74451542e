package dev.latido.core.it;

import static dev.latido.core.it.Fleet.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.PemException;
import dev.latido.core.StateChange;
import dev.latido.core.Tls;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.Validity;
import dev.latido.testkit.WithBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mutual TLS: with the right certificate, without one, with a wrong one, and with one that is renewed on the way. */
@WithBroker
class ClientCertificateIT {

    private static final DevelopmentCa ca = DevelopmentCa.create();

    @TempDir
    Path directory;

    private Logged log;

    @BeforeEach
    void listen() {
        log = Logged.by(MqttConnection.class, Level.WARN);
    }

    @AfterEach
    void restoreLog() {
        log.close();
    }

    private Path certificateFile() {
        return directory.resolve("gw.pem");
    }

    private Path keyFile() {
        return directory.resolve("gw.key");
    }

    private Tls trusting() {
        return Tls.trusting(ca.writeCertificate(directory));
    }

    private Tls showing(IssuedCertificate client) throws IOException {
        Files.writeString(certificateFile(), client.certificatePem());
        Files.writeString(keyFile(), client.privateKeyPem());
        return trusting().clientCertificate(certificateFile(), keyFile());
    }

    private static void assertRefused(String uri, Tls tls, String... words) {
        assertThatThrownBy(() -> Fleet.service(uri, "gw-1")
                        .tls(tls)
                        .connectTimeout(Duration.ofSeconds(3))
                        .connect())
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldShowItsCertificateToABrokerThatAsks(String protocol, EmbeddedBroker broker) throws IOException {
        IssuedCertificate certificate = ca.issueClient("gw-1");
        try (TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), protocol)) {
            try (MqttConnection connection =
                    Fleet.service(front.uri(), "gw-1").tls(showing(certificate)).connect()) {
                assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            }

            assertThat(front.serials())
                    .containsExactly(certificate.certificate().getSerialNumber());
            assertThat(front.protocols()).containsExactly(protocol);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldSayThatACertificateIsMissing(String protocol, EmbeddedBroker broker) {
        try (TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), protocol)) {
            assertRefused(front.uri(), trusting(), "TLS: ", "requests a client certificate, and none is declared");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void shouldSayWhichCertificateTheBrokerDoesNotTake(String protocol, EmbeddedBroker broker) throws IOException {
        Tls foreign = showing(DevelopmentCa.create().issueClient("stranger"));
        try (TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), protocol)) {
            assertRefused(front.uri(), foreign, "TLS: ", "presented the certificate CN=stranger", "issued by");
        }
    }

    @Test
    void shouldNotEvenTryWithACertificateThatHasExpired(EmbeddedBroker broker) throws IOException {
        Tls expired = showing(ca.issueClient(Validity.expiredAt(Instant.now()), "gw-1"));
        try (TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), "TLSv1.3")) {
            assertThatThrownBy(() ->
                            Fleet.service(front.uri(), "gw-1").tls(expired).connect())
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContaining(certificateFile() + ": contains the certificate CN=gw-1")
                    .hasMessageContaining("which expired on")
                    .hasCauseInstanceOf(PemException.class);
            assertThat(front.serials()).isEmpty();
        }
    }

    @Test
    void shouldUseRenewedFilesFromTheNextConnectionOn(EmbeddedBroker broker) throws IOException {
        IssuedCertificate old = ca.issueClient("gw-1");
        IssuedCertificate renewed = ca.issueClient("gw-1");
        List<StateChange> failures = new CopyOnWriteArrayList<>();
        try (TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), "TLSv1.3");
                MqttConnection connection = Fleet.service(front.uri(), "gw-1")
                        .tls(showing(old))
                        .listener(change -> change.cause()
                                .filter(PemException.class::isInstance)
                                .ifPresent(cause -> failures.add(change)))
                        .connect()) {

            // Half of the renewal: the key is still the old one's.
            Files.writeString(certificateFile(), renewed.certificatePem());
            front.cutAll();
            await().atMost(SOON).until(() -> failures.size() >= 3);
            assertThat(connection.state()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(failures.get(0).cause())
                    .hasValueSatisfying(cause -> assertThat(cause).hasMessageContaining("does not belong to"));
            assertThat(log.messages(Level.WARN))
                    .hasSize(2)
                    .satisfies(lost -> assertThat(lost).contains("the connection is lost"), Index.atIndex(0))
                    .satisfies(unusable -> assertThat(unusable).contains("does not belong to"), Index.atIndex(1));

            Files.writeString(keyFile(), renewed.privateKeyPem());

            await().atMost(SOON).until(() -> connection.state() == ConnectionState.CONNECTED);
            assertThat(front.serials())
                    .containsExactly(
                            old.certificate().getSerialNumber(),
                            renewed.certificate().getSerialNumber());
        }
    }

    @Test
    void shouldTellWhenTheFirstCertificateEndsAndWarnOfIt(EmbeddedBroker broker) throws IOException {
        Instant soon = Instant.now().plus(Duration.ofDays(3));
        IssuedCertificate ending = ca.issueClient(Validity.of(Instant.now().minus(Duration.ofDays(360)), soon), "gw-1");
        try (TlsFront front = TlsFront.before(broker.port(), ca, ca.issueServer("localhost"), "TLSv1.3");
                MqttConnection connection =
                        Fleet.service(front.uri(), "gw-1").tls(showing(ending)).connect()) {

            assertThat(connection.certificateExpiry())
                    .contains(ending.certificate().getNotAfter().toInstant());

            front.cutAll();
            await().atMost(SOON)
                    .until(() -> front.serials().size() == 2 && connection.state() == ConnectionState.CONNECTED);
            assertThat(log.messages(Level.WARN))
                    .filteredOn(message -> !message.contains("the connection is lost"))
                    .singleElement()
                    .asString()
                    .contains("the client's certificate CN=gw-1", "in 2 days", "renew it");
        }
    }

    // --- renewal on request ---

    /** The session keeps its old certificate for as long as it lasts, but what counts is the file. */
    @Test
    void shouldTellTheExpiryOfTheFileAndRenewTheSessionOnRequest(EmbeddedBroker broker) throws IOException {
        Instant soon = Instant.now().plus(Duration.ofDays(3));
        IssuedCertificate ending = ca.issueClient(Validity.of(Instant.now().minus(Duration.ofDays(9)), soon), "gw-1");
        IssuedCertificate renewed = ca.issueClient("gw-1");
        IssuedCertificate server = ca.issueServer("localhost");
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        try (TlsFront front = TlsFront.before(broker.port(), ca, server, "TLSv1.3");
                MqttConnection connection = Fleet.service(front.uri(), "gw-1")
                        .tls(showing(ending))
                        .listener(change -> states.add(change.to()))
                        .connect()) {
            assertThat(connection.certificateExpiry())
                    .contains(ending.certificate().getNotAfter().toInstant());

            // Half of a renewal: the key is still the old one's.
            Files.writeString(certificateFile(), renewed.certificatePem());
            assertThat(connection.certificateExpiry())
                    .contains(ending.certificate().getNotAfter().toInstant());
            assertThat(connection.renew())
                    .failsWithin(SOON)
                    .withThrowableThat()
                    .withCauseInstanceOf(PemException.class);
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(log.messages(Level.WARN))
                    .last()
                    .asString()
                    .contains("the session is not renewed, and goes on: ", "does not belong to");

            Files.writeString(keyFile(), renewed.privateKeyPem());
            Files.setLastModifiedTime(
                    certificateFile(), FileTime.from(Instant.now().plusSeconds(5)));
            assertThat(connection.certificateExpiry())
                    .hasValueSatisfying(end -> assertThat(end)
                            .isAfter(soon)
                            .isEqualTo(Stream.of(renewed.certificate(), server.certificate(), server.issuer())
                                    .map(certificate ->
                                            certificate.getNotAfter().toInstant())
                                    .min(Instant::compareTo)
                                    .orElseThrow()));
            assertThat(connection.renew()).succeedsWithin(SOON);

            assertThat(front.serials())
                    .containsExactly(
                            ending.certificate().getSerialNumber(),
                            renewed.certificate().getSerialNumber());
            assertThat(log.messages(Level.WARN)).noneMatch(message -> message.contains("lost"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(states)
                            .containsExactly(
                                    ConnectionState.CONNECTED,
                                    ConnectionState.RECONNECTING,
                                    ConnectionState.CONNECTED));
        }
    }

    @Test
    void shouldSayThatTheBrokersTlsIsTooOld() throws IOException {
        byte[] protocolVersion = {21, 3, 1, 0, 2, 2, 70};
        try (ServerSocket old = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(old, protocolVersion), "old-broker");
            answering.setDaemon(true);
            answering.start();

            assertRefused("mqtts://localhost:" + old.getLocalPort(), trusting(), "TLS: ", "neither TLS 1.2 nor 1.3");
        }
    }

    @Test
    void shouldSayThatWhatAnswersIsNotTls() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(
                    () -> answer(other, "HTTP/1.1 400 \r\n\r\n".getBytes(StandardCharsets.US_ASCII)), "other-server");
            answering.setDaemon(true);
            answering.start();

            assertRefused(
                    "mqtts://localhost:" + other.getLocalPort(), trusting(), "TLS: ", "answers with HTTP", "8883");
        }
    }

    /** Answers the first bytes of every client, until it is closed. */
    private static void answer(ServerSocket server, byte[] bytes) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getInputStream().read();
                OutputStream out = client.getOutputStream();
                out.write(bytes);
                out.flush();
                client.shutdownOutput();
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The client has had enough, or the test is over.
            }
        }
    }

    // --- Mosquitto ---

    @Test
    void shouldBeLetInByMosquittoWithTheRightCertificateOnly() throws IOException {
        BrokerKind.MOSQUITTO.assumeAvailable();
        IssuedCertificate revoked = ca.issueClient("revoked");
        try (MosquittoBroker broker = MosquittoBroker.builder()
                .tls(ca)
                .clientCertificates()
                .revocationList(ca.writeRevocationList(directory, revoked))
                .start()) {
            try (MqttConnection connection = Fleet.service(broker.tlsUri(), "gw-1")
                    .tls(showing(ca.issueClient("gw-1")))
                    .connect()) {
                assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            }

            assertRefused(broker.tlsUri(), trusting(), "TLS: ", "requests a client certificate, and none is declared");
            assertRefused(broker.tlsUri(), showing(revoked), "presented the certificate CN=revoked");
            assertRefused(
                    broker.tlsUri(),
                    showing(DevelopmentCa.create().issueClient("stranger")),
                    "presented the certificate CN=stranger");
        }
    }
}
