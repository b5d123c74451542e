package dev.latido.core.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.latido.core.PemException;
import dev.latido.core.PemFiles;
import dev.latido.core.Tls;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client certificates and keys that tools write; those in the resources were made by OpenSSL. */
class ClientIdentityTest {

    private static final char[] PASSWORD = "test-only".toCharArray();
    private static final char[] WRONG = "mistyped".toCharArray();

    @TempDir
    Path folder;

    static Path fixture(String name) {
        try {
            return Path.of(Objects.requireNonNull(ClientIdentityTest.class.getResource("/dev/latido/core/pem/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static ClientIdentity identity(Tls tls) {
        return Objects.requireNonNull(((TlsDeclaration) tls).identity());
    }

    private static ClientIdentity read(Path certificate, Path key) {
        return identity(Tls.trustingSystem().clientCertificate(certificate, key));
    }

    private static void assertRefused(Path file, Runnable read, String... words) {
        assertThatExceptionOfType(PemException.class)
                .isThrownBy(read::run)
                .withMessageStartingWith(file + ": ")
                .withMessageContainingAll(words)
                .satisfies(e -> assertThat(e.file()).isEqualTo(file));
    }

    // --- what is read ---

    @ParameterizedTest
    @CsvSource({
        "rsa.test-only.pem, rsa.pkcs1.test-only.key, RSA",
        "rsa.test-only.pem, rsa.pkcs8.test-only.key, RSA",
        "ec.test-only.pem, ec.sec1.test-only.key, EC",
        "ec.test-only.pem, ec.parameters.test-only.key, EC",
        "ec.test-only.pem, ec.pkcs8.test-only.key, EC",
        "ec.trusted.test-only.pem, ec.pkcs8.test-only.key, EC",
        "ec.bag-attributes.test-only.pem, ec.bag-attributes.test-only.pem, EC",
        "ed25519.test-only.pem, ed25519.pkcs8.test-only.key, EdDSA",
    })
    void shouldReadAPlainKey(String certificate, String key, String algorithm) {
        ClientIdentity identity = read(fixture(certificate), fixture(key));

        assertThat(identity.key().getAlgorithm()).isEqualTo(algorithm);
        assertThat(identity.chain()).hasSize(1);
        assertThat(identity.certificate().getSubjectX500Principal().getName()).startsWith("CN=test-only-");
    }

    @ParameterizedTest
    @CsvSource({
        "rsa.test-only.pem, rsa.pkcs8-aes256.test-only.key",
        "rsa.test-only.pem, rsa.pkcs8-scrypt.test-only.key",
        "rsa.test-only.pem, rsa.pkcs8-pbe-3des.test-only.key",
        "rsa.test-only.pem, rsa.pkcs1-aes256.test-only.key",
        "rsa.test-only.pem, rsa.pkcs1-des3.test-only.key",
        "ec.test-only.pem, ec.sec1-aes256.test-only.key",
    })
    void shouldReadAnEncryptedKeyAndRefuseAMissingOrWrongPassword(String certificate, String key) {
        Path pem = fixture(certificate);
        Path file = fixture(key);

        assertThat(identity(Tls.trustingSystem().clientCertificate(pem, file, PASSWORD))
                        .chain())
                .hasSize(1);
        assertRefused(file, () -> read(pem, file), "encrypted", "no password", "clientCertificate(");
        assertRefused(
                file, () -> Tls.trustingSystem().clientCertificate(pem, file, WRONG), "password does not decrypt");
    }

    @Test
    void shouldAskTheSupplierEachTime() {
        char[] answer = PASSWORD.clone();
        Tls tls = Tls.trustingSystem()
                .clientCertificate(fixture("ec.test-only.pem"), fixture("ec.sec1-aes256.test-only.key"), () -> answer);

        assertThat(identity(tls).chain()).hasSize(1);
        assertThat(answer).containsExactly(PASSWORD);
        Arrays.fill(answer, '*');
        assertThatExceptionOfType(PemException.class).isThrownBy(() -> identity(tls));
    }

    @Test
    void shouldReadAKeyWithWindowsLineEndsOrOnOneLine() throws IOException {
        String key = Files.readString(fixture("rsa.pkcs1-aes256.test-only.key"));
        Path windows = Files.writeString(folder.resolve("windows.key"), "\uFEFF" + key.replace("\n", "\r\n"));
        Path line = Files.writeString(
                folder.resolve("line.key"),
                Files.readString(fixture("ec.sec1.test-only.key")).replace("\n", ""));

        assertThat(identity(Tls.trustingSystem().clientCertificate(fixture("rsa.test-only.pem"), windows, PASSWORD))
                        .chain())
                .hasSize(1);
        assertThat(read(fixture("ec.test-only.pem"), line).chain()).hasSize(1);
    }

    /** As an environment variable or a field of a form leaves it. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\r\n", "  \t"})
    void shouldReadAnEncryptedKeyWithHeadersOnOneLine(String between) throws IOException {
        String key = Files.readString(fixture("rsa.pkcs1-aes256.test-only.key")).strip();
        Path line = Files.writeString(folder.resolve("line.key"), key.replaceAll("\n+", between));

        assertThat(identity(Tls.trustingSystem().clientCertificate(fixture("rsa.test-only.pem"), line, PASSWORD))
                        .chain())
                .hasSize(1);
        assertRefused(
                line,
                () -> Tls.trustingSystem().clientCertificate(fixture("rsa.test-only.pem"), line, WRONG),
                "password does not decrypt");
    }

    @Test
    void shouldTakeTheCurveFromTheBlockBeforeTheKey() throws IOException {
        String both = Files.readString(fixture("ec.parameters.test-only.key"));
        String parameters = both.substring(0, both.indexOf("-----BEGIN EC PRIVATE"));
        Path certificate = Files.writeString(folder.resolve("a.pem"), PemFiles.certificate("a"));
        Path without = Files.writeString(folder.resolve("without.key"), PemFiles.key());
        Path with = Files.writeString(folder.resolve("with.key"), parameters + PemFiles.key());

        assertThat(read(certificate, with).chain()).hasSize(1);
        assertRefused(without, () -> read(certificate, without), "cannot use for TLS");
    }

    @Test
    void shouldPutTheChainInOrderAndLeaveStrangersOut() throws IOException {
        TestChain chain = TestChain.create();
        Path certificates = Files.writeString(
                folder.resolve("chain.pem"),
                chain.root().pem()
                        + TestChain.create().root().pem()
                        + chain.intermediate().pem()
                        + chain.leaf().pem());
        Path key = Files.writeString(folder.resolve("leaf.key"), chain.leaf().keyPem());

        assertThat(read(certificates, key).chain())
                .containsExactly(
                        chain.leaf().certificate(),
                        chain.intermediate().certificate(),
                        chain.root().certificate());
    }

    // --- PKCS#12 ---

    @ParameterizedTest
    @ValueSource(strings = {"ec.test-only.p12", "ec.legacy.test-only.p12"})
    void shouldReadPkcs12AndRefuseAWrongPassword(String name) {
        Path file = fixture(name);

        assertThat(identity(Tls.trustingSystem().clientPkcs12(file, PASSWORD)).chain())
                .hasSize(1);
        assertThat(identity(Tls.trustingSystem().clientPkcs12(file, PASSWORD::clone))
                        .chain())
                .hasSize(1);
        assertRefused(file, () -> Tls.trustingSystem().clientPkcs12(file, WRONG), "check the password");
    }

    @Test
    void shouldTrustTheAuthoritiesOfPkcs12() {
        Path file = fixture("authority.test-only.p12");

        Tls tls = Tls.trustingPkcs12(file, PASSWORD);

        assertThat(tls.authorities())
                .singleElement()
                .extracting(certificate -> certificate.getSubjectX500Principal().getName())
                .isEqualTo("CN=test-only-ec");
        assertThat(((TlsDeclaration) tls).authorityFiles()).isEqualTo(List.of(file));
        assertRefused(file, () -> Tls.trustingPkcs12(file, WRONG), "check the password");
        assertRefused(file, () -> Tls.trustingSystem().clientPkcs12(file, PASSWORD), "contains 0 private keys");
    }

    @Test
    void shouldRefusePkcs12WithAKeyButNoCertificate() {
        Path file = fixture("ec.key-only.test-only.p12");

        assertRefused(file, () -> Tls.trustingSystem().clientPkcs12(file, PASSWORD), "without its certificate");
    }

    /** The damage of a single byte is enough for it. */
    @Test
    void shouldNotGiveAFileTheMemoryThatItAsksFor() throws IOException {
        PKCS8EncryptedPrivateKeyInfo whole =
                (PKCS8EncryptedPrivateKeyInfo) PemFile.read(fixture("rsa.pkcs8-scrypt.test-only.key"))
                        .blocks()
                        .get(0)
                        .content();
        PBES2Parameters encryption =
                PBES2Parameters.getInstance(whole.getEncryptionAlgorithm().getParameters());
        ScryptParams given =
                ScryptParams.getInstance(encryption.getKeyDerivationFunc().getParameters());
        ScryptParams greedy = new ScryptParams(given.getSalt(), 1 << 18, 8, 1);
        EncryptedPrivateKeyInfo changed = new EncryptedPrivateKeyInfo(
                new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.id_PBES2,
                        new PBES2Parameters(
                                new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, greedy),
                                encryption.getEncryptionScheme())),
                whole.getEncryptedData());
        Path file = Files.writeString(
                folder.resolve("greedy.key"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(changed.getEncoded())
                        + "\n-----END ENCRYPTED PRIVATE KEY-----\n");

        assertRefused(
                file,
                () -> Tls.trustingSystem().clientCertificate(fixture("rsa.test-only.pem"), file, PASSWORD),
                "needs more memory",
                "128 MiB");
    }

    @Test
    void shouldSayThatItIsPemWhenPkcs12IsExpected() {
        Path file = fixture("ec.test-only.pem");

        assertRefused(file, () -> Tls.trustingSystem().clientPkcs12(file, PASSWORD), "is a PEM file");
        assertRefused(file, () -> Tls.trustingPkcs12(file, PASSWORD), "is a PEM file");
    }

    // --- what is refused ---

    @Test
    void shouldNameBothFilesWhenTheKeyIsAnothers() throws IOException {
        Path certificate = fixture("ec.test-only.pem");
        Path sameKind = Files.writeString(
                folder.resolve("other.key"), TestChain.create().leaf().keyPem());
        Path otherKind = fixture("rsa.pkcs8.test-only.key");

        assertRefused(sameKind, () -> read(certificate, sameKind), "does not belong", certificate.toString());
        assertRefused(otherKind, () -> read(certificate, otherKind), "does not belong", "CN=test-only-ec");
    }

    @ParameterizedTest
    @CsvSource({
        "ec.test-only.der, certificate in binary form, openssl x509 -inform der",
        "ec.test-only.key.der, key in binary form, openssl pkey -inform der",
        "ec.test-only.p12, PKCS#12 file, clientPkcs12",
    })
    void shouldSayHowToConvertABinaryFile(String name, String found, String fix) throws IOException {
        Path file = Files.copy(fixture(name), folder.resolve("gw.pem"));

        assertRefused(file, () -> read(file, fixture("ec.sec1.test-only.key")), found, fix);
        assertRefused(file, () -> read(fixture("ec.test-only.pem"), file), found, fix);
        assertRefused(file, () -> Tls.trusting(file), found, fix);
    }

    @Test
    void shouldSayWhatItFoundWhenThereIsNoKeyOrNoCertificate() {
        Path certificate = fixture("ec.test-only.pem");
        Path key = fixture("ec.sec1.test-only.key");

        assertRefused(certificate, () -> read(certificate, certificate), "no private key (found: CERTIFICATE)");
        assertRefused(key, () -> read(key, key), "no certificate (found: EC PRIVATE KEY)");
    }

    @Test
    void shouldRefuseAnEmptyFileAndMoreThanOneKey() throws IOException {
        Path certificate = fixture("ec.test-only.pem");
        Path empty = Files.writeString(folder.resolve("empty.key"), "");
        Path two = Files.writeString(
                folder.resolve("two.key"),
                TestChain.create().leaf().keyPem() + TestChain.create().leaf().keyPem());

        assertRefused(empty, () -> read(certificate, empty), "is empty");
        assertRefused(two, () -> read(certificate, two), "contains 2 private keys");
    }

    @Test
    void shouldSayWhatToDoAboutKeysThatTlsCannotUse() {
        Path openssh = fixture("openssh.test-only.key");
        Path curve = fixture("secp256k1.test-only.key");

        assertRefused(openssh, () -> read(fixture("ed25519.test-only.pem"), openssh), "ssh-keygen");
        assertRefused(curve, () -> read(fixture("secp256k1.test-only.pem"), curve), "cannot use for TLS", "P-256");
    }

    @Test
    void shouldReadADamagedKeyAsDamaged() throws IOException {
        String key = Files.readString(fixture("rsa.pkcs8.test-only.key"));
        Path damaged = Files.writeString(folder.resolve("damaged.key"), key.replace("MII", "MIJ"));
        Path noBase64 = Files.writeString(folder.resolve("nobase64.key"), key.replace("a", "*"));

        assertThatExceptionOfType(PemException.class)
                .isThrownBy(() -> read(fixture("rsa.test-only.pem"), damaged))
                .satisfies(e -> assertThat(e.file()).isEqualTo(damaged));
        assertRefused(noBase64, () -> read(fixture("rsa.test-only.pem"), noBase64), "PRIVATE KEY block is damaged");
    }

    @Test
    void shouldNeverShowAPassword() {
        Tls tls = Tls.trustingPkcs12(fixture("authority.test-only.p12"), PASSWORD)
                .clientPkcs12(fixture("ec.test-only.p12"), PASSWORD);

        assertThat(tls.toString().replace("test-only.p12", "")).doesNotContain("test-only");
        assertThat(identity(tls)).hasToString("ClientIdentity[CN=test-only-ec]");
    }
}
