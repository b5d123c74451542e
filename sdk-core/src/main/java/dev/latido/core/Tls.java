package dev.latido.core;

import dev.latido.core.internal.tls.TlsDeclaration;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whom a connection trusts when it speaks TLS, and with which certificate it shows who it is itself.
 *
 * <pre>{@code
 * Tls tls = Tls.trusting(caPem).clientCertificate(certificate, key);
 * }</pre>
 *
 * <p>Only TLS 1.2 and 1.3 are spoken (the course: "TLS 1.2 mínimo") and the broker's host name is always verified; no
 * option turns either off.
 *
 * <p>Files are read here once, so that a mistake shows at once, and again for each connection, so that renewed
 * certificates count from the next connection on, without a restart. Whether a certificate is valid today depends on the
 * clock, not on the file: it is checked at each connection only, so that a gateway that boots with a wrong clock comes
 * up once its time is right.
 *
 * <p>PEM files may come from anywhere: keys as PKCS#8, PKCS#1 or SEC1, encrypted or not, RSA, EC or Ed25519; Windows
 * line ends, byte order marks, text around the blocks, everything on one line, certificates in any order, certificate
 * and key in one file.
 *
 * <p>Immutable and thread-safe: each method returns a new object. Made by its own methods only.
 */
public interface Tls {

    /**
     * How long before the end of a certificate in use the log starts to warn of it, once a day: 30 days, or a quarter of
     * its lifetime if that is less.
     */
    Duration EXPIRY_WARNING = Duration.ofDays(30);

    /**
     * Trusts the authorities of the Java runtime's trust store. This is the default: it lets a broker with a certificate of
     * a public authority in, and no other.
     *
     * @return TLS with the system's trust store
     */
    static Tls trustingSystem() {
        return TlsDeclaration.SYSTEM;
    }

    /**
     * Trusts exactly the authorities in PEM files instead of the default, such as the one that signed the plant's broker.
     *
     * @param pem one or more PEM files with one or more certificates each
     * @return TLS that trusts these authorities only
     * @throws IllegalArgumentException if no file is named
     * @throws PemException if a file cannot be read or holds no certificate
     */
    static Tls trusting(Path... pem) {
        return TlsDeclaration.trusting(pem);
    }

    /**
     * Trusts exactly the authorities in a PKCS#12 file instead of the default, with or without keys beside them.
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
     * Shows a client certificate to brokers that ask for one (mutual TLS): each device its own, as the course has it for
     * credentials. Default: none, since most brokers ask for a user name and password.
     *
     * @param certificate PEM file with the certificate and, if the broker needs them, the ones between it and the root
     * @param key PEM file with its private key, not encrypted; may be the same file
     * @return TLS with this client certificate instead of an earlier one
     * @throws PemException if a file cannot serve, or the key is not the certificate's
     */
    Tls clientCertificate(Path certificate, Path key);

    /**
     * Shows a client certificate whose key is encrypted.
     *
     * @param certificate PEM file with the certificate
     * @param key PEM file with its private key
     * @param password the key's password; copied, so the caller may wipe its array
     * @return TLS with this client certificate instead of an earlier one
     * @throws PemException if a file cannot serve, the password is wrong or the key is not the certificate's
     */
    Tls clientCertificate(Path certificate, Path key, char[] password);

    /**
     * Shows a client certificate whose key is encrypted with a password that is kept elsewhere.
     *
     * @param certificate PEM file with the certificate
     * @param key PEM file with its private key
     * @param password asked now, on the caller's thread, and for each connection, on a thread where it may block; what it
     *     gives is copied, not wiped. If it throws, the attempt has failed and is tried again after a pause
     * @return TLS with this client certificate instead of an earlier one
     * @throws PemException if a file cannot serve, the password is wrong or the key is not the certificate's
     */
    Tls clientCertificate(Path certificate, Path key, Supplier<char[]> password);

    /**
     * Shows the client certificate in a PKCS#12 file with one private key.
     *
     * @param file the file, usually {@code .p12} or {@code .pfx}
     * @param password its password; copied, so the caller may wipe its array
     * @return TLS with this client certificate instead of an earlier one
     * @throws PemException if the file cannot be opened, or holds no or more than one private key
     */
    Tls clientPkcs12(Path file, char[] password);

    /**
     * Shows the client certificate in a PKCS#12 file whose password is kept elsewhere.
     *
     * @param file the file, usually {@code .p12} or {@code .pfx}
     * @param password asked as in {@link #clientCertificate(Path, Path, Supplier)}
     * @return TLS with this client certificate instead of an earlier one
     * @throws PemException if the file cannot be opened, or holds no or more than one private key
     */
    Tls clientPkcs12(Path file, Supplier<char[]> password);

    /**
     * Refuses a broker whose certificate was revoked. Default: not checked, because it takes a list or a responder that
     * is always current and reachable, which a plant's network often has not.
     *
     * @param revocation where to find out
     * @return TLS with this check instead of an earlier one
     * @throws PemException if a file cannot be read or holds no revocation list
     */
    Tls revocation(Revocation revocation);

    /**
     * Reads the trusted authorities from their files.
     *
     * @return the certificates, empty when the system's trust store is used
     * @throws PemException if a file cannot be read or holds no certificate
     */
    List<X509Certificate> authorities();
}
