package dev.latido.core.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.core.PemException;
import dev.latido.core.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTrustTest {

    @TempDir
    Path folder;

    private List<X509Certificate> read(String content) throws IOException {
        Path file = folder.resolve("ca.pem");
        Files.writeString(file, content, StandardCharsets.ISO_8859_1);
        return PemTrust.authorities(file);
    }

    private void assertRefused(String content, String... words) {
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> read(content))
                .withMessageStartingWith(folder.resolve("ca.pem") + ": ")
                .withMessageContainingAll(words);
    }

    private static List<String> names(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(certificate -> certificate.getSubjectX500Principal().getName())
                .toList();
    }

    @Test
    void shouldReadTheCertificates() throws IOException {
        assertThat(names(read(PemFiles.certificate("a")))).containsExactly("CN=a");
        assertThat(names(read(PemFiles.certificate("a") + PemFiles.certificate("b"))))
                .containsExactly("CN=a", "CN=b");
    }

    @Test
    void shouldReadACertificateWhenItsLinesEndAsOnWindows() throws IOException {
        String pem = PemFiles.certificate("a").replace("\r\n", "\n").replace("\n", "\r\n");

        assertThat(names(read(pem))).containsExactly("CN=a");
    }

    @Test
    void shouldReadACertificateWhenThereIsTextAroundIt() throws IOException {
        String pem = "Autoridad de la planta, a\u00f1o 2026\nSubject: CN=a\n\n" + PemFiles.certificate("a") + "\n# end";

        assertThat(names(read(pem))).containsExactly("CN=a");
    }

    @Test
    void shouldTakeTheCertificatesOnlyWhenThereIsAKeyToo() throws IOException {
        assertThat(names(read(PemFiles.key() + PemFiles.certificate("a")))).containsExactly("CN=a");
    }

    @Test
    void shouldNameTheFileWhenItIsMissing() {
        Path missing = folder.resolve("missing.pem");

        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> PemTrust.authorities(missing))
                .withMessage(missing + ": does not exist; check the path");
    }

    @Test
    void shouldSayThatItCannotBeReadWhenTheFileIsAFolder() {
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> PemTrust.authorities(folder))
                .withMessageStartingWith(folder + ": cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", " "})
    void shouldSayThatItIsEmptyWhenNothingIsInTheFile(String content) {
        assertRefused(content, "is empty");
    }

    @Test
    void shouldSayThatThereIsNoPemWhenTheFileHasNone() {
        assertRefused("just text", "contains no PEM block");
    }

    @Test
    void shouldSayThatItIsCutOffWhenABlockHasNoEnd() throws IOException {
        String whole = PemFiles.certificate("a");

        assertRefused("-----BEGIN nothing", "is not well-formed", "truncated");
        assertRefused("-----BEGIN CERTIFICATE-----END CERTIFICATE-----", "is not well-formed", "truncated");
        assertRefused(whole.substring(0, whole.length() / 2), "is not well-formed", "truncated");
        assertRefused(whole.substring(0, whole.length() / 2) + whole, "is not well-formed", "truncated");
    }

    @Test
    void shouldSayWhatItFoundWhenTheFileHoldsAKey() {
        assertRefused(PemFiles.key(), "contains no certificate", "PRIVATE KEY", "provide the authority's certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "!!!!", "M", "MIIB", "====", "\u00f1\u00f1"})
    void shouldSayThatItIsNoPemWhenTheContentIsBroken(String body) {
        assertRefused(
                "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n",
                "not well-formed",
                "export it again");
    }

    @Test
    void shouldSayThatItIsNoPemWhenACertificateIsDamaged() {
        String pem = PemFiles.certificate("a");
        int middle = pem.length() / 2;

        assertRefused(pem.substring(0, middle) + "*" + pem.substring(middle), "not well-formed");
    }

    @Test
    void shouldReadACertificateWhenItIsAllOnOneLine() throws IOException {
        String pem = PemFiles.certificate("a");

        assertThat(names(read(pem.replaceAll("\\R", "")))).containsExactly("CN=a");
        assertThat(names(read(pem.replaceAll("\\R", " ")))).containsExactly("CN=a");
    }

    @Test
    void shouldReadACertificateWhenThereIsAByteOrderMark() throws IOException {
        Path utf8 = Files.writeString(folder.resolve("utf8.pem"), "\uFEFF" + PemFiles.certificate("a"));
        Path utf16 = Files.writeString(
                folder.resolve("utf16.pem"), "\uFEFF" + PemFiles.certificate("a"), StandardCharsets.UTF_16LE);

        assertThat(names(PemTrust.authorities(utf8))).containsExactly("CN=a");
        assertThat(names(PemTrust.authorities(utf16))).containsExactly("CN=a");
    }
}
