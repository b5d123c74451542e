package dev.latido.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.core.PemException;
import dev.latido.core.Revocation;
import dev.latido.core.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were cut off, edited, mailed or are something else altogether. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class PemFuzzTest {

    private static final char[] PASSWORD = "test-only".toCharArray();
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([^-]+)-----([^-]+)-----END [^-]+-----");
    private static final String[] TOKENS =
            ("-----|-----BEGIN |-----END |-----BEGIN CERTIFICATE-----\n|-----END CERTIFICATE-----\n|PRIVATE KEY|EC |RSA "
                            + "|ENCRYPTED |X509 CRL|PKCS7|Proc-Type: 4,ENCRYPTED\n|DEK-Info: AES-256-CBC,"
                            + "|DEK-Info: NONE,00\n|:|\n|\r\n| |=|MII|AAAA")
                    .split("\\|");
    /** Beginnings of ASN.1: sequences of known and unknown length, a set, strings in pieces, integers. */
    private static final String[] DER_TOKENS =
            ("0\u0080|0\u0082\1\0|1\u0080|$\u0080|\u00a0\u0080|\0\0|\2\1\0|\2\1\u00ff|\2\4\u007f\u00ff\u00ff\u00ff"
                            + "|\2\3\u0010\0\0|\5\0|\6\1\u00ff|\3\1\0|\u00ff")
                    .split("\\|");

    /** The 128 MiB that a file's scrypt parameters may ask for, and what Bouncy Castle's provider takes. */
    private static final long MOST_FOR_A_PASSWORD = 160L << 20;

    @TempDir
    Path folder;

    private static byte[] fixture(String name) {
        try (InputStream file =
                Objects.requireNonNull(PemFuzzTest.class.getResourceAsStream("/dev/latido/fuzz/pem/" + name))) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    /** The label and the content of a file's last block. */
    private record Block(String label, byte[] content) {

        static Block of(String name) {
            Matcher blocks = BLOCK.matcher(new String(fixture(name), StandardCharsets.US_ASCII));
            Block last = null;
            while (blocks.find()) {
                last = new Block(blocks.group(1), Base64.getMimeDecoder().decode(blocks.group(2)));
            }
            return Objects.requireNonNull(last, name);
        }

        byte[] withContent(byte[] other) {
            return ("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(other) + "\n-----END "
                            + label + "-----\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static Fuzz documented(Fuzz.Parser parser) {
        return Fuzz.of(parser).documented(PemException.class);
    }

    private static void assertBoth(Fuzz.Answers answers) {
        assertThat(answers.read()).as("files that were read").isPositive();
        assertThat(answers.refused()).as("files that were refused").isPositive();
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseAuthorities(long seed) {
        assertBoth(documented(bytes -> Tls.trusting(file("ca.pem", bytes)))
                .sample(fixture("ec.test-only.pem"))
                .sample(fixture("rsa.test-only.pem"))
                .tokens(TOKENS)
                .allocating(1 << 20, 256)
                .run(seed, 150));
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseCertificates(long seed) {
        Block certificate = Block.of("ec.test-only.pem");

        assertBoth(documented(der -> Tls.trusting(file("ca.pem", certificate.withContent(der))))
                .sample(certificate.content())
                .sample(Block.of("rsa.test-only.pem").content())
                .tokens(DER_TOKENS)
                .allocating(1 << 20, 512)
                .run(seed, 150));
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseKeyFiles(long seed) throws IOException {
        Path certificate = file("client.pem", fixture("ec.test-only.pem"));

        assertBoth(documented(bytes ->
                        Tls.trustingSystem().clientCertificate(certificate, file("client.key", bytes), PASSWORD))
                .sample(fixture("ec.test-only.key"))
                .sample(fixture("ec.pkcs8.test-only.key"))
                .sample(fixture("ec.pkcs8-aes256.test-only.key"))
                .sample(fixture("ec.pkcs8-scrypt.test-only.key"))
                .sample(fixture("ec.sec1-aes256.test-only.key"))
                .tokens(TOKENS)
                .allocating(MOST_FOR_A_PASSWORD, 256)
                .run(seed, 100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec.test-only.key",
                "ec.pkcs8.test-only.key",
                "ec.pkcs8-aes256.test-only.key",
                "ec.pkcs8-scrypt.test-only.key",
                "rsa.test-only.key"
            })
    void shouldReadOrRefuseKeys(String name) throws IOException {
        Block key = Block.of(name);
        Path certificate =
                file("client.pem", fixture(name.startsWith("rsa") ? "rsa.test-only.pem" : "ec.test-only.pem"));

        for (long seed : Fuzz.seeds().toArray()) {
            Fuzz.Answers answers = documented(der -> Tls.trustingSystem()
                            .clientCertificate(certificate, file("client.key", key.withContent(der)), PASSWORD))
                    .sample(key.content())
                    .tokens(DER_TOKENS)
                    .allocating(MOST_FOR_A_PASSWORD, 512)
                    .run(seed, 40);

            assertThat(answers.refused()).as("keys that were refused").isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefuseRevocationLists(long seed) {
        Block list = Block.of("crl.test-only.pem");

        assertBoth(documented(bytes -> Tls.trustingSystem().revocation(Revocation.crl(file("crl.pem", bytes))))
                .sample(fixture("crl.test-only.pem"))
                .sample(list.content())
                .tokens(TOKENS)
                .tokens(DER_TOKENS)
                .allocating(1 << 20, 512)
                .run(seed, 150));
    }

    @ParameterizedTest
    @MethodSource("dev.latido.fuzz.Fuzz#seeds")
    void shouldReadOrRefusePkcs12(long seed) {
        assertBoth(documented(bytes -> Tls.trustingSystem().clientPkcs12(file("client.p12", bytes), PASSWORD))
                .sample(fixture("ec.test-only.p12"))
                .tokens(DER_TOKENS)
                .allocating(MOST_FOR_A_PASSWORD, 512)
                .run(seed, 60));
        assertBoth(documented(bytes -> Tls.trustingPkcs12(file("ca.p12", bytes), PASSWORD))
                .sample(fixture("authority.test-only.p12"))
                .tokens(DER_TOKENS)
                .allocating(MOST_FOR_A_PASSWORD, 512)
                .run(seed, 60));
    }
}
