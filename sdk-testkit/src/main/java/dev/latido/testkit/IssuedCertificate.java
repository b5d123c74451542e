package dev.latido.testkit;

import dev.latido.testkit.internal.tls.PemText;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * A certificate that a {@link DevelopmentCa} has issued, with its private key (EC P-256).
 *
 * <p>Instances are immutable and thread-safe. {@link #toString()} does not show the key.
 *
 * @param certificate the certificate
 * @param privateKey the key that belongs to it
 * @param issuer the certificate of the authority that signed it
 */
public record IssuedCertificate(X509Certificate certificate, PrivateKey privateKey, X509Certificate issuer) {

    /** The alias of the only entry in a {@link #keyStore(char[]) key store}: {@value}. */
    public static final String ALIAS = "latido";

    /**
     * Checks that no part is null.
     *
     * @param certificate the certificate
     * @param privateKey the key that belongs to it
     * @param issuer the certificate of the authority that signed it
     * @throws NullPointerException if an argument is null
     */
    public IssuedCertificate {
        Objects.requireNonNull(certificate, "certificate must not be null");
        Objects.requireNonNull(privateKey, "privateKey must not be null");
        Objects.requireNonNull(issuer, "issuer must not be null");
    }

    /**
     * Returns the certificate as PEM, without its issuer.
     *
     * @return a {@code CERTIFICATE} block
     */
    public String certificatePem() {
        return PemText.text(certificate);
    }

    /**
     * Returns the private key as PEM, not encrypted.
     *
     * @return a {@code PRIVATE KEY} block (PKCS#8)
     */
    public String privateKeyPem() {
        return PemText.text(privateKey);
    }

    /**
     * Returns the certificate, its issuer and the private key as a new key store.
     *
     * @param password protects the key; it is not kept, so the caller may clear it afterwards
     * @return a PKCS#12 key store with one entry, {@value #ALIAS}
     * @throws IllegalStateException if the JDK cannot create a PKCS#12 key store
     */
    public KeyStore keyStore(char[] password) {
        Objects.requireNonNull(password, "password must not be null");
        try {
            KeyStore keyStore = KeyStore.getInstance("PKCS12");
            keyStore.load(null, null);
            keyStore.setKeyEntry(ALIAS, privateKey, password, new Certificate[] {certificate, issuer});
            return keyStore;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot create a PKCS#12 key store", e);
        }
    }

    /**
     * Returns the subject, serial number and validity.
     *
     * @return a string without the private key
     */
    @Override
    public String toString() {
        return "IssuedCertificate[" + certificate.getSubjectX500Principal() + ", serial "
                + certificate.getSerialNumber() + ", valid from "
                + certificate.getNotBefore().toInstant() + " to "
                + certificate.getNotAfter().toInstant() + "]";
    }
}
