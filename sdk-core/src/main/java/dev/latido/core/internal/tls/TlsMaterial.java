package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import dev.latido.core.Revocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trust and client certificate of one connection, read from their files for each attempt, and the results of its
 * handshake. Thread-safe.
 */
public final class TlsMaterial {

    /** The TLS versions that connections offer. */
    public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** The advice for a port at which TLS leads to no MQTT. */
    public static final String WITHOUT_ALPN = "port 443 offers MQTT only to clients that ask for it by ALPN (as AWS IoT"
            + " does), which this client does not: use port 8883, or wss:// for MQTT over WebSocket";

    private final BrokerTrust trust;
    private final ClientKeys keys;
    private final @Nullable ClientIdentity identity;
    private final boolean asksResponders;

    private TlsMaterial(BrokerTrust trust, @Nullable ClientIdentity identity, boolean asksResponders) {
        this.trust = trust;
        this.keys = new ClientKeys(identity);
        this.identity = identity;
        this.asksResponders = asksResponders;
    }

    /**
     * Reads the files.
     *
     * @throws PemException if a file is unusable
     */
    public static TlsMaterial read(TlsDeclaration tls, Clock clock) {
        Instant now = clock.instant();
        List<X509Certificate> authorities = tls.authorities();
        checkAuthorities(tls.authorityFiles(), authorities, now);
        ClientIdentity identity = tls.identity();
        Path identityFile = tls.identityFile();
        if (identity != null && identityFile != null) {
            identity.chain().forEach(certificate -> checkValid(identityFile, certificate, now));
        }
        Revocation revocation = tls.revocation();
        String trusted = authorities.isEmpty()
                ? "the Java runtime's trust store"
                : tls.authorityFiles().toString();
        try {
            return new TlsMaterial(
                    new BrokerTrust(java(authorities, revocation), new DistrustReasons(trusted, clock)),
                    identity,
                    revocation != null && revocation.lists().isEmpty());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the Java runtime cannot check certificates", e);
        }
    }

    /** A bundle may contain expired authorities, but if none is valid, no broker can be trusted. */
    private static void checkAuthorities(List<Path> files, List<X509Certificate> authorities, Instant now) {
        boolean anyValid = authorities.stream().anyMatch(authority -> isValid(authority, now));
        if (!authorities.isEmpty() && !anyValid) {
            checkValid(files.get(0), authorities.get(0), now);
        }
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static void checkValid(Path file, X509Certificate certificate, Instant now) {
        if (isValid(certificate, now)) {
            return;
        }
        boolean expired = now.isAfter(certificate.getNotAfter().toInstant());
        throw new PemException(
                file,
                "contains the certificate " + CertificateNames.name(certificate)
                        + (expired
                                ? ", which expired on "
                                        + certificate.getNotAfter().toInstant() + " (this machine's clock: "
                                        + now + "); renew it"
                                : ", which is not valid before "
                                        + certificate.getNotBefore().toInstant() + " (this machine's clock: "
                                        + now + "); set the clock"),
                null);
    }

    private static X509ExtendedTrustManager java(List<X509Certificate> authorities, @Nullable Revocation revocation)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        X509ExtendedTrustManager plain =
                authorities.isEmpty() ? SystemTrust.manager(factory) : trusting(factory, authorities);
        if (revocation == null) {
            return plain;
        }
        PKIXBuilderParameters parameters =
                new PKIXBuilderParameters(anchors(List.of(plain.getAcceptedIssuers())), new X509CertSelector());
        PKIXRevocationChecker checker =
                (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        if (revocation.lists().isEmpty()) {
            checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        } else {
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
            List<X509CRL> lists = revocation.lists().stream()
                    .flatMap(file -> PemTrust.revocationLists(file).stream())
                    .toList();
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        }
        parameters.addCertPathChecker(checker);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return managerOf(factory);
    }

    private static X509ExtendedTrustManager trusting(TrustManagerFactory factory, List<X509Certificate> authorities)
            throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(authorities), new X509CertSelector());
        parameters.setRevocationEnabled(false);
        factory.init(new CertPathTrustManagerParameters(parameters));
        return managerOf(factory);
    }

    private static Set<TrustAnchor> anchors(List<X509Certificate> authorities) {
        return authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
    }

    static X509ExtendedTrustManager managerOf(TrustManagerFactory factory) {
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the factory of the trust manager. */
    public TrustManagerFactory trustManagers() {
        return TlsManagers.trusting(trust);
    }

    /** Returns the factory of the key manager. */
    public KeyManagerFactory keyManagers() {
        return TlsManagers.showing(keys);
    }

    /** Returns whether the handshake may wait for an OCSP responder on the network. */
    public boolean asksResponders() {
        return asksResponders;
    }

    boolean wasCertificateRequested() {
        return keys.wereRequested();
    }

    @Nullable
    X509Certificate ownCertificate() {
        return identity == null ? null : identity.certificate();
    }

    /** Returns the client certificate and the issuers that its file contains. */
    public List<X509Certificate> ownChain() {
        return identity == null ? List.of() : identity.chain();
    }

    /** Returns the certificates of the broker, empty before they are trusted. */
    public List<X509Certificate> brokerChain() {
        return trust.presented();
    }

    /** Explains a failure before CONNACK; returns the cause itself if it is unrelated to TLS. */
    public Throwable explain(URI broker, Throwable cause) {
        return TlsFailures.explain(broker, cause, this);
    }
}
