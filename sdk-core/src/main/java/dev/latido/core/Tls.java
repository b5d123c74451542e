package dev.latido.core;

import dev.latido.core.internal.tls.TlsDeclaration;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The TLS settings of a connection: the authorities it trusts and the client certificate it presents.
 *
 * <pre>{@code
 * Tls tls = Tls.trusting(caPem).clientCertificate(certificate, key);
 * }</pre>
 *
 * <p>Only TLS 1.2 and 1.3 are used (the course: "TLS 1.2 mínimo") and the broker's host name is always verified; no
 * option changes that.
 *
 * <p>Files are read once by these methods, so that a mistake is reported immediately, and again for each connection, so
 * that renewed certificates are used from the next connection on, without a restart. The validity period of a
 * certificate is checked for each connection only, because it depends on the clock: a gateway that boots with a wrong
 * clock connects once its time is right.
 *
 * <p>PEM files may come from any tool: keys as PKCS#8, PKCS#1 or SEC1, encrypted or not, RSA, EC or Ed25519; Windows
 * line ends, byte order marks, text around the blocks, everything on one line, certificates in any order, certificate
 * and key in one file.
 *
 * <p>Immutable and thread-safe: each method returns a new object. Do not implement this interface.
 */
public interface Tls {

    /**
     * Time before the expiry of a certificate in use from which the log warns once a day: 30 days, or a quarter of its
     * lifetime if that is less.
     */
    Duration EXPIRY_WARNING = Duration.ofDays(30);

    /**
     * Trusts the authorities of the Java runtime's trust store. This is the default: it accepts only brokers with a
     * certificate of a public authority.
     *
     * @return TLS with the system's trust store
     */
    static Tls trustingSystem() {
        return TlsDeclaration.SYSTEM;
    }

    /**
     * Trusts exactly the authorities in PEM files instead of the default, such as the one that signed the plant's
     * broker.
     *
     * @param pem one or more PEM files with one or more certificates each
     * @return TLS that trusts these authorities only
     * @throws IllegalArgumentException if no file is named
     * @throws PemException if a file cannot be read or contains no certificate
     */
    static Tls trusting(Path... pem) {
        return TlsDeclaration.trusting(pem);
    }

    /**
     * Trusts exactly the authorities in a PKCS#12 file instead of the default, with or without keys in it.
     *
     * @param file the file, usually {@code .p12} or {@code .pfx}
     * @param password its password; copied, so the caller may wipe its array
     * @return TLS that trusts these authorities only
     * @throws PemException if the file cannot be opened or holds no certificate
     */
    static Tls trustingPkcs12(Path file, char[] password) {
        return TlsDeclaration.trustingPkcs12(file, password);
    }

    /**
     * Presents a client certificate to brokers that ask for one (mutual TLS). As with credentials, each device has its
     * own. Default: none, because most brokers ask for a user name and password.
     *
     * @param certificate PEM file with the certificate and, if the broker needs them, the ones between it and the root
     * @param key PEM file with its private key, not encrypted; may be the same file
     * @return TLS with this client certificate in place of an earlier one
     * @throws PemException if a file is unusable, or the key does not belong to the certificate
     */
    Tls clientCertificate(Path certificate, Path key);

    /**
     * Presents a client certificate whose key is encrypted.
     *
     * @param certificate PEM file with the certificate
     * @param key PEM file with its private key
     * @param password the key's password; copied, so the caller may wipe its array
     * @return TLS with this client certificate in place of an earlier one
     * @throws PemException if a file is unusable, the password is wrong or the key does not belong to the certificate
     */
    Tls clientCertificate(Path certificate, Path key, char[] password);

    /**
     * Presents a client certificate whose key is encrypted with a password from a supplier.
     *
     * @param certificate PEM file with the certificate
     * @param key PEM file with its private key
     * @param password called immediately, on the caller's thread, and for each connection, on a thread where it may
     *     block; the result is copied, not wiped. If it throws, the attempt fails and the next one follows after a
     *     pause
     * @return TLS with this client certificate in place of an earlier one
     * @throws PemException if a file is unusable, the password is wrong or the key does not belong to the certificate
     */
    Tls clientCertificate(Path certificate, Path key, Supplier<char[]> password);

    /**
     * Presents the client certificate in a PKCS#12 file with one private key.
     *
     * @param file the file, usually {@code .p12} or {@code .pfx}
     * @param password its password; copied, so the caller may wipe its array
     * @return TLS with this client certificate in place of an earlier one
     * @throws PemException if the file cannot be opened, or holds no or more than one private key
     */
    Tls clientPkcs12(Path file, char[] password);

    /**
     * Presents the client certificate in a PKCS#12 file whose password comes from a supplier.
     *
     * @param file the file, usually {@code .p12} or {@code .pfx}
     * @param password called as in {@link #clientCertificate(Path, Path, Supplier)}
     * @return TLS with this client certificate in place of an earlier one
     * @throws PemException if the file cannot be opened, or holds no or more than one private key
     */
    Tls clientPkcs12(Path file, Supplier<char[]> password);

    /**
     * Refuses a broker whose certificate was revoked. Default: not checked, because the check needs a list that is
     * always current or a responder that is always reachable, which a plant's network often does not have.
     *
     * @param revocation the check
     * @return TLS with this check in place of an earlier one
     * @throws PemException if a file cannot be read or holds no revocation list
     */
    Tls revocation(Revocation revocation);

    /**
     * Returns the trusted authorities, read from their files at each call.
     *
     * @return the certificates, empty if the system's trust store is used
     * @throws PemException if a file cannot be read or contains no certificate
     */
    List<X509Certificate> authorities();
}
