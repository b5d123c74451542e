package dev.latido.core.internal.tls;

import static dev.latido.core.internal.tls.ClientIdentityTest.fixture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latido.core.PemException;
import dev.latido.core.Revocation;
import dev.latido.core.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real handshakes of this JVM with itself. */
class TlsMaterialTest {

    private static final char[] NO_PASSWORD = new char[0];
    private static final int TIMEOUT_MILLIS = 20_000;

    @TempDir
    Path folder;

    private final TestChain chain = TestChain.create();

    private Path file(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tls trustingRoot() {
        return Tls.trusting(file("root.pem", chain.root().pem()));
    }

    private static TlsMaterial material(Tls tls) {
        return TlsMaterial.read((TlsDeclaration) tls, Clock.systemUTC());
    }

    /** Whom the server saw, if it was to ask. */
    private static @Nullable X509Certificate handshake(
            TestChain chain, TlsMaterial client, List<X509Certificate> clientsTrusted) throws Exception {
        SSLContext serverContext = SSLContext.getInstance("TLS");
        serverContext.init(
                serverKeys(chain).getKeyManagers(),
                clientsTrusted.isEmpty() ? null : trust(clientsTrusted).getTrustManagers(),
                null);
        try (SSLServerSocket server = (SSLServerSocket)
                serverContext.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(!clientsTrusted.isEmpty());
            CompletableFuture<X509Certificate> seen = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket accepted = (SSLSocket) server.accept()) {
                    accepted.setSoTimeout(TIMEOUT_MILLIS);
                    accepted.startHandshake();
                    return clientsTrusted.isEmpty()
                            ? null
                            : (X509Certificate) accepted.getSession().getPeerCertificates()[0];
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    client.keyManagers().getKeyManagers(),
                    client.trustManagers().getTrustManagers(),
                    null);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
            return seen.join();
        }
    }

    private static KeyManagerFactory serverKeys(TestChain chain) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", chain.leaf().keys().getPrivate(), NO_PASSWORD, new X509Certificate[] {
            chain.leaf().certificate(), chain.intermediate().certificate()
        });
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        return keys;
    }

    private static TrustManagerFactory trust(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate authority : authorities) {
            store.setCertificateEntry(authority.getSubjectX500Principal().getName(), authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust;
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.test-only.pem, rsa.pkcs1.test-only.key",
        "ec.test-only.pem, ec.sec1.test-only.key",
        "ed25519.test-only.pem, ed25519.pkcs8.test-only.key",
    })
    void shouldShowEachKindOfCertificate(String certificate, String key) throws Exception {
        TlsMaterial client = material(trustingRoot().clientCertificate(fixture(certificate), fixture(key)));

        X509Certificate seen = handshake(chain, client, List.of(Objects.requireNonNull(client.ownCertificate())));

        assertThat(seen).isEqualTo(client.ownCertificate());
        assertThat(client.wasCertificateRequested()).isTrue();
        assertThat(client.brokerChain())
                .containsExactly(
                        chain.leaf().certificate(), chain.intermediate().certificate());
    }

    @Test
    void shouldRememberThatItWasAskedWhenThereIsNothingToShow() {
        TlsMaterial client = material(trustingRoot());

        assertThatThrownBy(() -> handshake(chain, client, List.of(chain.root().certificate())))
                .isInstanceOf(Exception.class);
        assertThat(client.wasCertificateRequested()).isTrue();
        assertThat(client.ownCertificate()).isNull();
        assertThat(client.ownChain()).isEmpty();
    }

    @Test
    void shouldNotTakeABrokerWithoutAConnectionOrAClient() {
        BrokerTrust trust =
                (BrokerTrust) material(trustingRoot()).trustManagers().getTrustManagers()[0];
        X509Certificate[] shown = {
            chain.leaf().certificate(), chain.intermediate().certificate()
        };

        assertThatThrownBy(() -> trust.checkServerTrusted(shown, "ECDHE_ECDSA"))
                .hasMessageContaining("host name cannot be verified");
        assertThatThrownBy(() -> trust.checkClientTrusted(shown, "EC")).hasMessageContaining("not clients");
        assertThat(trust.getAcceptedIssuers()).containsExactly(chain.root().certificate());
    }

    @Test
    void shouldRefuseToGoOnWhenEveryAuthorityIsPastOrToCome() {
        Instant now = Instant.now();
        TestChain past = TestChain.create(now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(1)));
        TestChain future = TestChain.create(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(3)));
        Path file = file("past.pem", past.root().pem());
        Path both = file("both.pem", past.root().pem() + chain.root().pem());
        Path later = file("later.pem", future.root().pem());

        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> material(Tls.trusting(file)))
                .withMessageContainingAll(file.toString(), "CN=root", "which expired on", "renew it");
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> material(Tls.trusting(later)))
                .withMessageContainingAll(later.toString(), "is not valid before", "this machine's clock");
        assertThat(material(Tls.trusting(both)).brokerChain()).isEmpty();
    }

    @Test
    void shouldRefuseAClientCertificateThatIsPastAtTheConnectionAndNotAtTheDeclaration() {
        Instant now = Instant.now();
        TestChain past = TestChain.create(now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(1)));
        Path pem = file("gw.pem", past.leaf().pem() + past.leaf().keyPem());

        Tls declared = trustingRoot().clientCertificate(pem, pem);

        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> material(declared))
                .withMessageContainingAll(pem.toString(), "CN=localhost", "which expired on", "renew it");
    }

    // --- OCSP ---

    @Test
    void shouldAskTheResponderThatTheCertificateNames() throws Exception {
        try (OcspResponder responder = new OcspResponder()) {
            TestChain answering = TestChain.create(responder.uri());
            responder.answerFor(answering.intermediate());
            Tls tls = Tls.trusting(file("issuer.pem", answering.intermediate().pem()))
                    .revocation(Revocation.ocsp());

            handshake(answering, material(tls), List.of());
            assertThat(responder.asked()).isEqualTo(1);

            responder.revoke();
            assertThatThrownBy(() -> handshake(answering, material(tls), List.of()))
                    .hasMessageContaining("was revoked on")
                    .hasMessageContaining("key compromise");
        }
    }

    @Test
    void shouldRefuseTheBrokerWhenTheResponderDoesNotAnswer() throws Exception {
        OcspResponder gone = new OcspResponder();
        TestChain orphan = TestChain.create(gone.uri());
        gone.close();
        Tls tls = Tls.trusting(file("issuer.pem", orphan.intermediate().pem())).revocation(Revocation.ocsp());

        assertThatThrownBy(() -> handshake(orphan, material(tls), List.of()))
                .hasMessageContaining("cannot be checked for revocation");
    }
}
