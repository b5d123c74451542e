package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.PemException;
import dev.latido.core.Revocation;
import dev.latido.core.Tls;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.EmbeddedBroker;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.TestBroker;
import dev.latido.testkit.Validity;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What brokers of two makes show of themselves, and what is said when it is not right. */
class TlsBrokersIT {

    private static final DevelopmentCa ca = DevelopmentCa.create();
    private static final Map<BrokerKind, TestBroker> usual = new ConcurrentHashMap<>();

    private static Logged log;

    @TempDir
    Path directory;

    @BeforeAll
    static void listen() {
        log = Logged.by(MqttConnection.class, Level.WARN);
    }

    @AfterAll
    static void closeBrokers() {
        log.close();
        usual.values().forEach(TestBroker::close);
        usual.clear();
    }

    /** A broker with nothing wrong. */
    private static TestBroker broker(BrokerKind kind) {
        return usual.computeIfAbsent(kind, missing -> broker(missing, ca));
    }

    /** Has a user, so that a connection that is made has shown its password too. */
    private static TestBroker broker(BrokerKind kind, DevelopmentCa authority) {
        kind.assumeAvailable();
        return kind == BrokerKind.EMBEDDED
                ? EmbeddedBroker.builder().tls(authority).user("gw-1", "pass-1").start()
                : MosquittoBroker.builder()
                        .tls(authority)
                        .user("gw-1", "pass-1")
                        .start();
    }

    private static TestBroker broker(BrokerKind kind, IssuedCertificate certificate) {
        return broker(kind, new SpecialCa(ca, certificate));
    }

    private MqttConnection.Builder client(TestBroker broker) {
        return client(broker, Tls.trusting(ca.writeCertificate(directory)));
    }

    private static MqttConnection.Builder client(TestBroker broker, Tls tls) {
        return Fleet.service(broker.tlsUri(), "gw-1")
                .credentials("gw-1", "pass-1".toCharArray())
                .tls(tls);
    }

    private static void assertFails(MqttConnection.Builder client, String... words) {
        assertThatThrownBy(client::connect)
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageStartingWith("cannot connect gw-1 at mqtts://localhost:")
                .hasMessageContainingAll(words);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldConnectToABrokerOfItsAuthorityOnly(BrokerKind kind) {
        TestBroker broker = broker(kind);
        try (MqttConnection connection = client(broker).connect()) {
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            assertThat(connection.certificateExpiry())
                    .hasValueSatisfying(end -> assertThat(end).isAfter(Instant.now()));
        }

        assertFails(
                client(broker, Tls.trusting(DevelopmentCa.create().writeCertificate(directory))),
                "TLS: the broker's certificate CN=localhost",
                "is not signed by a trusted authority",
                "ca.pem",
                "Tls.trusting(file)");
        assertFails(
                client(broker, Tls.trustingSystem()),
                "not signed by a trusted authority",
                "the Java runtime's trust store");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseABrokerOfAnotherName(BrokerKind kind) {
        try (TestBroker broker = broker(kind, ca.issueServer("broker.example", "192.0.2.7"))) {
            assertFails(client(broker), "is valid for [broker.example, 192.0.2.7], not for localhost");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseABrokerWhoseCertificateHasExpired(BrokerKind kind) {
        try (TestBroker broker =
                broker(kind, ca.issueServer(Validity.expiredAt(Instant.now()), "localhost", "127.0.0.1"))) {
            assertFails(
                    client(broker), "the broker's certificate CN=localhost", "expired on", "renew it on the broker");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseABrokerWhoseCertificateIsNotValidYet(BrokerKind kind) {
        try (TestBroker broker =
                broker(kind, ca.issueServer(Validity.notYetValidAt(Instant.now()), "localhost", "127.0.0.1"))) {
            assertFails(client(broker), "is not valid before", "this machine's clock");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseARevokedBrokerWhenAsked(BrokerKind kind) {
        IssuedCertificate certificate = ca.issueServer("localhost");
        Tls tls = Tls.trusting(ca.writeCertificate(directory));
        try (TestBroker broker = broker(kind, certificate)) {
            Path list = ca.writeRevocationList(directory);
            Tls checking = tls.revocation(Revocation.crl(list));
            try (MqttConnection connection = client(broker, checking).connect()) {
                assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
            }

            ca.writeRevocationList(directory, certificate);

            assertFails(
                    client(broker, checking),
                    "was revoked on",
                    "key compromise",
                    "issue a new certificate for the broker");
            try (MqttConnection unchecked = client(broker, tls).connect()) {
                assertThat(unchecked.state()).isEqualTo(ConnectionState.CONNECTED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseABrokerWhenItCannotBeFoundOutWhetherItWasRevoked(BrokerKind kind) {
        TestBroker broker = broker(kind);
        Path ofAnother = DevelopmentCa.create().writeRevocationList(directory);
        Tls tls = Tls.trusting(ca.writeCertificate(directory));

        assertFails(
                client(broker, tls.revocation(Revocation.crl(ofAnother))),
                "cannot be checked for revocation",
                "Revocation.crl(...)");
        assertFails(client(broker, tls.revocation(Revocation.ocsp())), "cannot be checked for revocation");
    }

    /** Guards that TLS reaches the client underneath at all: encrypted to the TLS port, and nothing to the plain one. */
    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldNotFallBackToPlainText(BrokerKind kind) {
        TestBroker broker = broker(kind);
        assertThatThrownBy(() -> Fleet.service("mqtts://localhost:" + broker.port(), "gw-1")
                        .credentials("gw-1", "pass-1".toCharArray())
                        .tls(Tls.trusting(ca.writeCertificate(directory)))
                        .connectTimeout(Duration.ofSeconds(2))
                        .connect())
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining("TLS: ")
                .hasMessageContaining("TLS listener");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "MOSQUITTO"})
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseAnAuthorityThatHasExpired(BrokerKind kind) {
        DevelopmentCa old = DevelopmentCa.create(Clock.fixed(Instant.parse("2010-01-01T00:00:00Z"), ZoneOffset.UTC));
        Path file = old.writeCertificate(directory);
        TestBroker broker = broker(kind);
        assertThatThrownBy(() -> client(broker, Tls.trusting(file)).connect())
                .isInstanceOf(ConnectionFailedException.class)
                .hasMessageContaining(file + ": contains the certificate CN=Latido development CA")
                .hasMessageContaining("which expired on 2019-12-30")
                .hasCauseInstanceOf(PemException.class);
    }
}
