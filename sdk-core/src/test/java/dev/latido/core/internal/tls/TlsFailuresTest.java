package dev.latido.core.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.time.Clock;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFailuresTest {

    private static final URI BROKER = URI.create("mqtts://broker");

    private final TlsMaterial tls = TlsMaterial.read(TlsDeclaration.SYSTEM, Clock.systemUTC());

    private Throwable explain(Exception cause) {
        return TlsFailures.explain(BROKER, new IllegalStateException(cause), tls);
    }

    private void askForCertificate() {
        ((X509ExtendedKeyManager) tls.keyManagers().getKeyManagers()[0])
                .chooseEngineClientAlias(new String[] {"EC"}, null, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received fatal alert: certificate_required",
                "(certificate_required) Received fatal alert: certificate_required"
            })
    void shouldUnderstandAlertsAsOldAndNewRuntimesWriteThem(String message) {
        askForCertificate();

        assertThat(explain(new SSLHandshakeException(message)))
                .isInstanceOfSatisfying(
                        TlsFailedException.class,
                        failed -> assertThat(failed.isPermanent()).isTrue())
                .hasMessageContaining("'certificate required'")
                .hasMessageContaining("none is declared");
    }

    @Test
    void shouldNotBlameTheCertificateWhenNoneWasAskedFor() {
        assertThat(explain(new SSLHandshakeException("Received fatal alert: handshake_failure")))
                .hasMessage("TLS: the broker ended the handshake with 'handshake failure'; see its log for the"
                        + " reason");
    }

    @Test
    void shouldTakeAConnectionThatJustEndsAsPassing() {
        assertThat(explain(new SocketException("Connection reset")))
                .isInstanceOfSatisfying(
                        TlsFailedException.class,
                        failed -> assertThat(failed.isPermanent()).isFalse())
                .hasMessageContaining("during the TLS handshake")
                .hasMessageContaining("8883");

        askForCertificate();
        assertThat(explain(new SocketException("Connection reset"))).hasMessageContaining("none is declared");
    }

    @Test
    void shouldLeaveAloneWhatIsNotAboutTls() {
        askForCertificate();
        Exception refused = new ConnectException("Connection refused");
        Exception other = new IOException("no route");

        assertThat(explain(refused)).hasCause(refused);
        assertThat(explain(other)).hasCause(other);
    }
}
