package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void shouldTrustTheRuntimesAuthoritiesUnlessSet() {
        Tls tls = Tls.trustingSystem();

        assertThat(tls.authorities()).isEmpty();
        assertThat(tls).hasToString("Tls[system trust store]");
    }

    @Test
    void shouldTrustEveryCertificateOfEveryFile() throws IOException {
        Path two = file("two.pem", PemFiles.certificate("one") + PemFiles.certificate("two"));
        Path three = file("three.pem", PemFiles.certificate("three"));

        Tls tls = Tls.trusting(two, three);

        assertThat(tls.authorities())
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .containsExactly("CN=one", "CN=two", "CN=three");
        assertThat(tls).hasToString("Tls[trusting [" + two + ", " + three + "]]");
    }

    @Test
    void shouldReadTheFileAgainEachTimeAuthoritiesAreAskedFor() throws IOException {
        Path ca = file("ca.pem", PemFiles.certificate("old"));
        Tls tls = Tls.trusting(ca);

        file("ca.pem", PemFiles.certificate("new"));

        assertThat(tls.authorities())
                .singleElement()
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .isEqualTo("CN=new");
    }

    @Test
    void shouldKeepItsFilesWhenTheCallersArrayChanges() throws IOException {
        Path[] files = {file("ca.pem", PemFiles.certificate("a"))};
        Tls tls = Tls.trusting(files);

        files[0] = Path.of("other.pem");

        assertThat(tls).hasToString("Tls[trusting [" + folder.resolve("ca.pem") + "]]");
    }

    @Test
    void shouldSayItAtOnceWhenAFileCannotServe() {
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> Tls.trusting(folder.resolve("missing.pem")))
                .satisfies(e -> assertThat(e.file()).isEqualTo(folder.resolve("missing.pem")));
    }

    @Test
    void shouldRefuseNoFileAtAll() {
        assertThatIllegalArgumentException().isThrownBy(Tls::trusting).withMessage("pem must name at least one file");
    }
}
