package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client certificate with its private key.
 *
 * @param key the private key
 * @param chain the key's certificate first, each followed by its issuer
 */
record ClientIdentity(PrivateKey key, List<X509Certificate> chain) {

    private static final byte[] SAMPLE = "latido".getBytes(StandardCharsets.US_ASCII);

    /**
     * Finds the certificate of the key and its issuers, in any order; certificates outside that chain are ignored.
     *
     * @param certificateFile the file of the certificates, for messages
     * @param keyFile the file of the key, for messages
     * @throws PemException if no certificate belongs to the key
     */
    static ClientIdentity of(Path certificateFile, List<X509Certificate> certificates, Path keyFile, PrivateKey key) {
        for (X509Certificate certificate : certificates) {
            if (belongs(keyFile, key, RuntimeProviders.own(certificate.getPublicKey()))) {
                return new ClientIdentity(key, chain(certificate, certificates));
            }
        }
        throw new PemException(
                keyFile,
                "contains a key that does not belong to the certificate "
                        + CertificateNames.subject(certificates.get(0)) + " in " + certificateFile
                        + "; provide key and certificate of the same issue (during a renewal, both files must be"
                        + " replaced)",
                null);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Returns whether the candidate verifies what the key signs. */
    private static boolean belongs(Path keyFile, PrivateKey key, PublicKey candidate) {
        if (!key.getAlgorithm().equals(candidate.getAlgorithm())) {
            return false;
        }
        Signature signature;
        byte[] signed;
        try {
            signature = Signature.getInstance(signatureAlgorithm(key));
            signature.initSign(key);
            signature.update(SAMPLE);
            signed = signature.sign();
        } catch (GeneralSecurityException e) {
            throw PemKey.unusable(keyFile, e);
        }
        try {
            signature.initVerify(candidate);
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String signatureAlgorithm(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
    }

    private static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        Optional<X509Certificate> issuer = issuer(leaf, certificates);
        while (issuer.isPresent() && !chain.contains(issuer.get())) {
            chain.add(issuer.get());
            issuer = issuer(issuer.get(), certificates);
        }
        return List.copyOf(chain);
    }

    private static Optional<X509Certificate> issuer(X509Certificate of, List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(candidate -> candidate.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
                .filter(candidate -> hasSigned(candidate, of))
                .findFirst();
    }

    private static boolean hasSigned(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "ClientIdentity[" + CertificateNames.subject(certificate()) + "]";
    }
}
