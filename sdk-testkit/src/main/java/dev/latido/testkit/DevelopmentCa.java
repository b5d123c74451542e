package dev.latido.testkit;

import dev.latido.testkit.internal.tls.BouncyCastleCa;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;

/**
 * A certificate authority for tests, created in memory. Nothing but the test trusts it.
 *
 * <pre>{@code
 * DevelopmentCa ca = DevelopmentCa.create();
 * Path trusted = ca.writeCertificate(directory);
 * IssuedCertificate server = ca.issueServer("localhost", "127.0.0.1");
 * IssuedCertificate expired = ca.issueServer(Validity.expiredAt(Instant.now()), "localhost");
 * }</pre>
 *
 * <p>Keys are EC P-256, signatures ECDSA with SHA-256. Each authority has its own key, so a client that trusts one
 * authority refuses the certificates of another. Serial numbers count up from 2; the authority's own is 1. No security
 * provider is registered. Implementations are thread-safe and hold nothing that needs closing.
 */
public interface DevelopmentCa {

    /** The name of the file that {@link #writeCertificate(Path)} writes: {@value}. */
    String CERTIFICATE_FILE = "ca.pem";

    /** The name of the file that {@link #writeRevocationList} writes: {@value}. */
    String REVOCATION_FILE = "revoked.pem";

    /**
     * Creates an authority on the system clock. The authority is valid from a day ago for ten years; certificates that
     * it issues are valid from an hour ago for 30 days.
     *
     * @return an authority with a new key
     * @throws IllegalStateException if the JDK has no EC keys
     */
    static DevelopmentCa create() {
        return create(Clock.systemUTC());
    }

    /**
     * Creates an authority on a given clock, from which the default validities are counted.
     *
     * @param clock read once now and once for each certificate that is issued without a {@link Validity}
     * @return an authority with a new key
     * @throws IllegalStateException if the JDK has no EC keys
     */
    static DevelopmentCa create(Clock clock) {
        return BouncyCastleCa.create(clock);
    }

    /**
     * Returns the authority's own certificate.
     *
     * @return a self-signed certificate
     */
    X509Certificate certificate();

    /**
     * Returns the authority's own certificate as PEM.
     *
     * @return a {@code CERTIFICATE} block
     */
    String certificatePem();

    /**
     * Writes the authority's own certificate to {@value #CERTIFICATE_FILE}, replacing any file of that name.
     *
     * @param directory an existing directory
     * @return the file
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    Path writeCertificate(Path directory);

    /**
     * Returns a trust store that contains the authority's certificate and nothing else.
     *
     * @return a new PKCS#12 key store
     */
    KeyStore trustStore();

    /**
     * Issues a server certificate with the default validity.
     *
     * @param hostNamesOrIps the host names and literal IP addresses (v4 or v6) of the server, at least one; the
     *     first is also the common name
     * @return the certificate and its new key
     * @throws IllegalArgumentException if no name is given or one is blank
     */
    IssuedCertificate issueServer(String... hostNamesOrIps);

    /**
     * Issues a server certificate.
     *
     * @param validity the validity of the certificate, which may be in the past or in the future
     * @param hostNamesOrIps the host names and literal IP addresses (v4 or v6) of the server, at least one
     * @return the certificate and its new key
     * @throws IllegalArgumentException if no name is given or one is blank
     */
    IssuedCertificate issueServer(Validity validity, String... hostNamesOrIps);

    /**
     * Issues a client certificate with the default validity.
     *
     * @param commonName the name of the client, not blank
     * @return the certificate and its new key
     * @throws IllegalArgumentException if the name is blank
     */
    IssuedCertificate issueClient(String commonName);

    /**
     * Issues a client certificate.
     *
     * @param validity the validity of the certificate, which may be in the past or in the future
     * @param commonName the name of the client, not blank
     * @return the certificate and its new key
     * @throws IllegalArgumentException if the name is blank
     */
    IssuedCertificate issueClient(Validity validity, String commonName);

    /**
     * Writes a list of revoked certificates to {@value #REVOCATION_FILE}, replacing any file of that name. The list is
     * valid from an hour ago for 30 days.
     *
     * @param directory an existing directory
     * @param revoked certificates of this authority; without any, the list revokes nothing
     * @return the file, an {@code X509 CRL} block
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    Path writeRevocationList(Path directory, IssuedCertificate... revoked);
}
