package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads the private key of a PEM file, in any form that tools write. */
final class PemKey {

    private PemKey() {}

    /**
     * Reads the file's only private key.
     *
     * @param password the password of an encrypted key; ignored if the key is not encrypted
     * @throws PemException if there is no key or more than one, the password is missing or wrong, or Java cannot use it
     */
    static PrivateKey read(PemFile file, char @Nullable [] password) {
        List<PemFile.Block> keys = file.labelled("PRIVATE KEY");
        if (keys.isEmpty()) {
            throw new PemException(
                    file.path(),
                    "contains no private key (found: " + file.found() + "); provide the key of the certificate",
                    null);
        }
        if (keys.size() > 1) {
            throw new PemException(
                    file.path(),
                    "contains " + keys.size() + " private keys; keep only the key of the certificate",
                    null);
        }
        PemFile.Block block = keys.get(0);
        if (block.label().startsWith("OPENSSH")) {
            throw new PemException(
                    file.path(),
                    "contains a key in the format of OpenSSH; convert it: ssh-keygen -p -m PKCS8 -f "
                            + file.path().getFileName(),
                    null);
        }
        return usable(file.path(), plain(file, block, password));
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
                    "contains an encrypted key, and there is no password; pass it: clientCertificate(certificate, key,"
                            + " password)",
                    null);
        }
        if (content instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            KeyDerivation.check(file.path(), encrypted.getEncryptionAlgorithm());
        }
        try {
            return decrypted(content, password);
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            throw new PemException(
                    file.path(), "contains a key that this password does not decrypt; check the password", e);
        }
    }

    /** Some tools write the curve only into the block before the key. */
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

    /**
     * Uses the ciphers of Bouncy Castle, without registering them in the JVM: Java has no scrypt and lacks older
     * ciphers.
     */
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

    /** Returns a key for Java's TLS. */
    static PrivateKey usable(Path file, PrivateKeyInfo key) {
        try {
            return RuntimeProviders.keyFactory(algorithm(key.getPrivateKeyAlgorithm()))
                    .generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw unusable(file, e);
        }
    }

    /** Returns the name that Java's TLS knows; for other keys, their object identifier. */
    private static String algorithm(AlgorithmIdentifier identifier) {
        ASN1ObjectIdentifier key = identifier.getAlgorithm();
        if (PKCSObjectIdentifiers.rsaEncryption.equals(key)) {
            return "RSA";
        }
        if (X9ObjectIdentifiers.id_ecPublicKey.equals(key)) {
            return "EC";
        }
        return EdECObjectIdentifiers.id_Ed25519.equals(key) || EdECObjectIdentifiers.id_Ed448.equals(key)
                ? "EdDSA"
                : key.getId();
    }

    static PemException unusable(Path file, @Nullable Exception cause) {
        return new PemException(
                file,
                "contains a key that this Java runtime cannot use for TLS; use RSA, EC on P-256, P-384 or P-521, or"
                        + " Ed25519",
                cause);
    }
}
