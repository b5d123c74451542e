package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** The private key of a PEM file, in any of the forms that tools write. */
final class PemKey {

    private PemKey() {}

    /**
     * Reads the file's only private key.
     *
     * @param password for a key that is encrypted; of no use to one that is not
     * @throws PemException if there is no key or more than one, the password is missing or wrong, or Java cannot use it
     */
    static PrivateKey read(PemFile file, char @Nullable [] password) {
        List<PemFile.Block> keys = file.labelled("PRIVATE KEY");
        if (keys.isEmpty()) {
            throw new PemException(
                    file.path(),
                    "holds no private key (found: " + file.found() + "); give the key that belongs to the certificate",
                    null);
        }
        if (keys.size() > 1) {
            throw new PemException(
                    file.path(), "holds " + keys.size() + " private keys; leave the certificate's key only", null);
        }
        PemFile.Block block = keys.get(0);
        if (block.label().startsWith("OPENSSH")) {
            throw new PemException(
                    file.path(),
                    "holds a key in OpenSSH's own format; convert it: ssh-keygen -p -m PKCS8 -f "
                            + file.path().getFileName(),
                    null);
        }
        return usable(file, plain(file, block, password));
    }

    private static PrivateKeyInfo plain(PemFile file, PemFile.Block block, char @Nullable [] password) {
        Object content = block.content();
        if (content instanceof PrivateKeyInfo key) {
            return key;
        }
        if (content instanceof PEMKeyPair pair) {
            return withCurve(file, pair.getPrivateKeyInfo());
        }
        if (password == null) {
            throw new PemException(
                    file.path(),
                    "holds an encrypted key and no password was given; give it: clientCertificate(certificate, key,"
                            + " password)",
                    null);
        }
        if (content instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            KeyDerivation.check(file.path(), encrypted.getEncryptionAlgorithm());
        }
        try {
            return decrypted(content, password);
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            throw new PemException(file.path(), "holds a key that this password does not decrypt; check it", e);
        }
    }

    /** Some tools leave the curve out of the key and in the block before it. */
    private static PrivateKeyInfo withCurve(PemFile file, PrivateKeyInfo key) {
        AlgorithmIdentifier algorithm = key.getPrivateKeyAlgorithm();
        List<PemFile.Block> curves = file.labelled("EC PARAMETERS");
        if (!X9ObjectIdentifiers.id_ecPublicKey.equals(algorithm.getAlgorithm())
                || algorithm.getParameters() != null
                || curves.isEmpty()
                || !(curves.get(0).content() instanceof ASN1ObjectIdentifier curve)) {
            return key;
        }
        try {
            return new PrivateKeyInfo(
                    new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key.parsePrivateKey());
        } catch (IOException e) {
            throw unusable(file.path(), e);
        }
    }

    /** Bouncy Castle's own ciphers, which are not registered with the JVM: Java's lack scrypt and the older ones. */
    private static PrivateKeyInfo decrypted(Object content, char[] password)
            throws IOException, OperatorCreationException, PKCSException {
        if (content instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(password));
        }
        if (content instanceof PEMEncryptedKeyPair encrypted) {
            return encrypted
                    .decryptKeyPair(new BcPEMDecryptorProvider(password))
                    .getPrivateKeyInfo();
        }
        throw new IOException("no private key: " + content.getClass().getSimpleName());
    }

    private static PrivateKey usable(PemFile file, PrivateKeyInfo key) {
        try {
            return new JcaPEMKeyConverter().getPrivateKey(key);
        } catch (IOException | RuntimeException e) {
            throw unusable(file.path(), e);
        }
    }

    static PemException unusable(Path file, @Nullable Exception cause) {
        return new PemException(
                file,
                "holds a key that this Java runtime cannot use for TLS; use RSA, EC on P-256, P-384 or P-521, or"
                        + " Ed25519",
                cause);
    }
}
