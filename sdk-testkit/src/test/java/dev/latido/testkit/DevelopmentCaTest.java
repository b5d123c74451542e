package dev.latido.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentCaTest {

    private static final Instant NOW = Instant.parse("2031-05-06T07:08:09Z");

    private final DevelopmentCa ca = DevelopmentCa.create(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void shouldSignWhatItIssues() throws Exception {
        IssuedCertificate issued = ca.issueClient("gw-a72f");

        issued.certificate().verify(ca.certificate().getPublicKey());
        assertThat(issued.issuer()).isEqualTo(ca.certificate());
        assertThat(issued.certificate().getIssuerX500Principal())
                .isEqualTo(ca.certificate().getSubjectX500Principal());
        assertThat(issued.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=gw-a72f");
        assertThat(issued.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(issued.certificate().getBasicConstraints()).isEqualTo(-1);
        assertThat(((ECPublicKey) issued.certificate().getPublicKey())
                        .getParams()
                        .getCurve()
                        .getField()
                        .getFieldSize())
                .isEqualTo(256);
    }

    @Test
    void shouldListWhatIsRevoked(@TempDir Path directory) throws Exception {
        IssuedCertificate revoked = ca.issueClient("gw-stolen");
        IssuedCertificate good = ca.issueClient("gw-a72f");

        Path file = ca.writeRevocationList(directory, revoked);

        assertThat(file).hasFileName(DevelopmentCa.REVOCATION_FILE);
        try (InputStream in = Files.newInputStream(file)) {
            X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
            list.verify(ca.certificate().getPublicKey());
            assertThat(list.isRevoked(revoked.certificate())).isTrue();
            assertThat(list.isRevoked(good.certificate())).isFalse();
        }
    }

    @Test
    void shouldBeAnAuthorityOfItsOwn() {
        DevelopmentCa other = DevelopmentCa.create();

        X509Certificate issued = other.issueClient("gw-a72f").certificate();

        assertThat(ca.certificate().getBasicConstraints()).isZero();
        assertThatThrownBy(() -> issued.verify(ca.certificate().getPublicKey())).isInstanceOf(SignatureException.class);
    }

    @Test
    void shouldNameHostsAndAddresses() throws Exception {
        X509Certificate server = ca.issueServer("localhost", "127.0.0.1", "::1").certificate();

        assertThat(server.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(server.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void shouldCountSerialNumbers() {
        assertThat(ca.certificate().getSerialNumber()).isEqualTo(1);
        assertThat(ca.issueClient("a").certificate().getSerialNumber()).isEqualTo(2);
        assertThat(ca.issueServer("b").certificate().getSerialNumber()).isEqualTo(3);
    }

    @Test
    void shouldCountDefaultValiditiesFromTheClock() {
        X509Certificate issued = ca.issueClient("gw-a72f").certificate();

        assertThat(issued.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(issued.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(ca.certificate().getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofDays(1)));
        assertThat(ca.certificate().getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3650)));
    }

    @Test
    void shouldIssueExpiredAndFutureCertificates() {
        Instant now = Instant.now();

        X509Certificate expired =
                ca.issueServer(Validity.expiredAt(now), "localhost").certificate();
        X509Certificate future =
                ca.issueClient(Validity.notYetValidAt(now), "gw-a72f").certificate();

        assertThatThrownBy(expired::checkValidity).isInstanceOf(CertificateExpiredException.class);
        assertThatThrownBy(future::checkValidity).isInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void shouldWriteItsCertificateAsPem(@TempDir Path directory) throws Exception {
        Path file = ca.writeCertificate(directory);

        assertThat(file).isEqualTo(directory.resolve("ca.pem"));
        assertThat(certificate(Files.readString(file))).isEqualTo(ca.certificate());
        assertThat(Files.readString(file)).isEqualTo(ca.certificatePem());
    }

    @Test
    void shouldGivePemThatBelongsTogether() throws Exception {
        IssuedCertificate issued = ca.issueClient("gw-a72f");

        assertThat(certificate(issued.certificatePem())).isEqualTo(issued.certificate());
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(privateKey(issued.privateKeyPem()));
        signature.update(new byte[] {1, 2, 3});
        byte[] signed = signature.sign();
        signature.initVerify(issued.certificate().getPublicKey());
        signature.update(new byte[] {1, 2, 3});
        assertThat(signature.verify(signed)).isTrue();
    }

    @Test
    void shouldGiveKeyStores() throws Exception {
        IssuedCertificate issued = ca.issueClient("gw-a72f");
        char[] password = "secret".toCharArray();

        KeyStore keyStore = issued.keyStore(password);

        assertThat(keyStore.getKey(IssuedCertificate.ALIAS, password)).isEqualTo(issued.privateKey());
        assertThat(keyStore.getCertificateChain(IssuedCertificate.ALIAS))
                .containsExactly(issued.certificate(), ca.certificate());
        assertThat(ca.trustStore().getCertificate("ca")).isEqualTo(ca.certificate());
    }

    @Test
    void shouldHideThePrivateKey() {
        IssuedCertificate issued = ca.issueClient("gw-a72f");

        assertThat(issued.toString()).contains("CN=gw-a72f").doesNotContain("rivate");
    }

    @Test
    void shouldNotRegisterASecurityProvider() {
        ca.issueServer("localhost").keyStore(new char[] {'x'});

        assertThat(Security.getProviders()).extracting(Provider::getName).doesNotContain("BC");
    }

    @Test
    void shouldRefuseBadArguments() {
        assertThatIllegalArgumentException().isThrownBy(() -> ca.issueServer());
        assertThatIllegalArgumentException().isThrownBy(() -> ca.issueServer(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> ca.issueClient(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Validity.of(NOW, NOW));
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"})
    void shouldRefuseNull() {
        IssuedCertificate issued = ca.issueClient("x");

        assertThatNullPointerException()
                .isThrownBy(() -> DevelopmentCa.create(null))
                .withMessage("clock must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> ca.issueClient((String) null))
                .withMessage("commonName must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> ca.issueClient(null, "x"))
                .withMessage("validity must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> ca.issueServer((String[]) null))
                .withMessage("hostNamesOrIps must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> ca.writeCertificate(null))
                .withMessage("directory must not be null");
        assertThatNullPointerException()
                .isThrownBy(() -> issued.keyStore(null))
                .withMessage("password must not be null");
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static PrivateKey privateKey(String pem) throws Exception {
        String body = pem.replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body)));
    }
}
