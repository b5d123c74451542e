package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationTest {

    @TempDir
    Path folder;

    @Test
    void shouldSayWhereItFindsOut() {
        Path list = folder.resolve("revoked.pem");

        assertThat(Revocation.crl(list).lists()).containsExactly(list);
        assertThat(Revocation.crl(list)).hasToString("Revocation[crl [" + list + "]]");
        assertThat(Revocation.ocsp().lists()).isEmpty();
        assertThat(Revocation.ocsp()).hasToString("Revocation[ocsp]");
    }

    @Test
    void shouldRefuseNoFileAtAll() {
        assertThatIllegalArgumentException()
                .isThrownBy(Revocation::crl)
                .withMessage("files must name at least one file");
    }

    @Test
    void shouldSayAtTheDeclarationThatAFileIsNoList() throws IOException {
        Path certificate = Files.writeString(folder.resolve("ca.pem"), PemFiles.certificate("a"));
        Path damaged = Files.writeString(
                folder.resolve("damaged.pem"), "-----BEGIN X509 CRL-----\nMAAB\n-----END X509 CRL-----\n");
        Path binary = Files.write(folder.resolve("damaged.crl"), new byte[] {0x30, 0, 1});

        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> Tls.trustingSystem().revocation(Revocation.crl(certificate)))
                .withMessageContainingAll(certificate.toString(), "no revocation list", "found: CERTIFICATE");
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> Tls.trustingSystem().revocation(Revocation.crl(damaged)))
                .withMessageContaining("no readable revocation list");
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> Tls.trustingSystem().revocation(Revocation.crl(binary)))
                .withMessageContaining("no readable revocation list");
    }
}
