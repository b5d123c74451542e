package dev.latido.core.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.core.ConnectionFailedException;
import dev.latido.core.ConnectionState;
import dev.latido.core.MqttConnection;
import dev.latido.core.Revocation;
import dev.latido.core.Tls;
import dev.latido.testkit.BrokerKind;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.MosquittoBroker;
import dev.latido.testkit.Validity;
import dev.latido.testkit.internal.process.ReservedPort;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections in JVMs whose security providers and properties an application has changed. */
class ProvidersIT {

    private static final char[] PASSWORD = "test-only".toCharArray();

    private static final DevelopmentCa ca = DevelopmentCa.create();

    @TempDir
    private static Path directory;

    private static ReservedPort port;
    private static MosquittoBroker broker;

    enum Registered {
        NOWHERE,
        FIRST,
        LAST;

        void apply() {
            Security.removeProvider(BouncyCastleProvider.PROVIDER_NAME);
            if (this == FIRST) {
                Security.insertProviderAt(new BouncyCastleProvider(), 1);
            } else if (this == LAST) {
                Security.addProvider(new BouncyCastleProvider());
            }
        }
    }

    /** A client certificate in the files of one kind. */
    record Shown(String certificate, String key) {

        Tls tls() {
            Tls trusting = Tls.trusting(ca.writeCertificate(directory));
            return key.endsWith(".p12")
                    ? trusting.clientPkcs12(fixture(key), PASSWORD)
                    : trusting.clientCertificate(fixture(certificate), fixture(key), PASSWORD);
        }

        @Override
        public String toString() {
            return key;
        }
    }

    record Case(Shown files, Registered atDeclaration, Registered atConnection) {}

    private static Path fixture(String name) {
        Path made = directory.resolve(name);
        if (Files.exists(made)) {
            return made;
        }
        try {
            return Path.of(Objects.requireNonNull(ProvidersIT.class.getResource("/dev/latido/core/pem/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        BrokerKind.MOSQUITTO.assumeAvailable();
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -days 10 -subj /CN=test-only-p384"
                + " -keyout p384.key -out p384.pem");
        openssl("pkcs12 -export -in p384.pem -inkey p384.key -passout pass:test-only -out p384.p12");
        openssl("pkcs12 -export -in " + fixture("rsa.test-only.pem") + " -inkey " + fixture("rsa.pkcs8.test-only.key")
                + " -passout pass:test-only -out rsa.p12");
        openssl("pkcs12 -export -in " + fixture("ed25519.test-only.pem") + " -inkey "
                + fixture("ed25519.pkcs8.test-only.key") + " -passout pass:test-only -out ed25519.p12");
        StringBuilder clients = new StringBuilder();
        for (String name : List.of("rsa.test-only.pem", "ec.test-only.pem", "ed25519.test-only.pem", "p384.pem")) {
            clients.append(Files.readString(fixture(name)));
        }
        IssuedCertificate server = ca.issueServer("localhost");
        port = ReservedPort.free();
        broker = MosquittoBroker.builder()
                .configuration(
                        "listener " + port.number() + " 127.0.0.1",
                        "cafile " + Files.writeString(directory.resolve("clients.pem"), clients),
                        "certfile " + Files.writeString(directory.resolve("server.pem"), server.certificatePem()),
                        "keyfile " + Files.writeString(directory.resolve("server.key"), server.privateKeyPem()),
                        "require_certificate true")
                .start();
    }

    private static void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).as(arguments).isZero();
    }

    @AfterAll
    static void stop() {
        if (broker != null) {
            broker.close();
            port.close();
        }
    }

    @AfterEach
    void restore() {
        Registered.NOWHERE.apply();
    }

    static Stream<Case> cases() {
        List<Shown> files = List.of(
                new Shown("rsa.test-only.pem", "rsa.pkcs8.test-only.key"),
                new Shown("rsa.test-only.pem", "rsa.pkcs1.test-only.key"),
                new Shown("rsa.test-only.pem", "rsa.pkcs8-aes256.test-only.key"),
                new Shown("rsa.test-only.pem", "rsa.pkcs8-scrypt.test-only.key"),
                new Shown("rsa.test-only.pem", "rsa.pkcs1-aes256.test-only.key"),
                new Shown("rsa.test-only.pem", "rsa.p12"),
                new Shown("ec.test-only.pem", "ec.pkcs8.test-only.key"),
                new Shown("ec.test-only.pem", "ec.sec1.test-only.key"),
                new Shown("ec.test-only.pem", "ec.sec1-aes256.test-only.key"),
                new Shown("ec.test-only.pem", "ec.parameters.test-only.key"),
                new Shown("ec.test-only.pem", "ec.test-only.p12"),
                new Shown("p384.pem", "p384.key"),
                new Shown("p384.pem", "p384.p12"),
                new Shown("ed25519.test-only.pem", "ed25519.pkcs8.test-only.key"),
                new Shown("ed25519.test-only.pem", "ed25519.p12"));
        return files.stream()
                .flatMap(file -> Stream.of(Registered.values())
                        .flatMap(before -> Stream.of(Registered.values())
                                .filter(after -> before == after || before == Registered.NOWHERE)
                                .map(after -> new Case(file, before, after))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldPresentItsCertificateWhateverProvidersAreRegistered(Case tried) {
        tried.atDeclaration().apply();
        MqttConnection.Builder client = Fleet.service("mqtts://localhost:" + port.number(), "gw-1")
                .tls(tried.files().tls());
        tried.atConnection().apply();

        try (MqttConnection connection = client.connect()) {
            assertThat(connection.state()).isEqualTo(ConnectionState.CONNECTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Registered.class)
    void shouldSayTheSameOfACertificateThatIsNotTrusted(Registered registered) throws IOException {
        IssuedCertificate revoked = ca.issueServer("localhost");
        Tls right = Tls.trusting(ca.writeCertificate(directory));
        registered.apply();

        assertRefused(
                ca.issueServer("localhost"),
                Tls.trusting(DevelopmentCa.create().writeCertificate(Files.createDirectories(directory.resolve("x")))),
                "is not signed by a trusted authority");
        assertRefused(ca.issueServer(Validity.expiredAt(Instant.now()), "localhost"), right, "expired on", "renew it");
        assertRefused(ca.issueServer(Validity.notYetValidAt(Instant.now()), "localhost"), right, "is not valid before");
        assertRefused(ca.issueServer("broker.example"), right, "valid for [broker.example], not for localhost");
        assertRefused(
                revoked, right.revocation(Revocation.crl(ca.writeRevocationList(directory, revoked))), "was revoked");
        assertRefused(
                ca.issueServer("localhost"),
                right.revocation(Revocation.crl(
                        DevelopmentCa.create().writeRevocationList(Files.createDirectories(directory.resolve("y"))))),
                "cannot be checked for revocation");
    }

    private static void assertRefused(IssuedCertificate shown, Tls tls, String... words) throws IOException {
        try (ReservedPort own = ReservedPort.free();
                MosquittoBroker server = MosquittoBroker.builder()
                        .configuration(
                                "listener " + own.number() + " 127.0.0.1",
                                "certfile " + Files.writeString(directory.resolve("own.pem"), shown.certificatePem()),
                                "keyfile " + Files.writeString(directory.resolve("own.key"), shown.privateKeyPem()))
                        .start()) {
            assertThat(server.isRunning()).isTrue();
            assertThatThrownBy(() -> Fleet.service("mqtts://localhost:" + own.number(), "gw-1")
                            .tls(tls)
                            .connect())
                    .isInstanceOf(ConnectionFailedException.class)
                    .hasMessageContainingAll(words);
        }
    }

    /** In JVMs whose java.security names types and algorithms that are of no use here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "keystore.type=PKCS11",
                "keystore.type=DKS",
                "keystore.type=unheard-of",
                "ssl.TrustManagerFactory.algorithm=SunX509",
                "ssl.TrustManagerFactory.algorithm=unheard-of",
                "ssl.KeyManagerFactory.algorithm=unheard-of"
            })
    void shouldConnectWhateverJavaSecuritySays(String property) throws IOException, InterruptedException {
        Path properties = Files.writeString(directory.resolve("java.security"), property + "\n");
        List<String> lines = new CopyOnWriteArrayList<>();
        try (ChildJvm child = ChildJvm.running(
                TlsProcess.class,
                List.of("-Djava.security.properties=" + properties),
                lines::add,
                "mqtts://localhost:" + port.number(),
                ca.writeCertificate(directory).toString(),
                fixture("ec.test-only.p12").toString(),
                new String(PASSWORD))) {
            child.await();
        }
        assertThat(lines).contains("mine: CONNECTED");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("system: "))
                .singleElement()
                .asString()
                .contains("is not signed by a trusted authority", "the Java runtime's trust store");
    }
}
