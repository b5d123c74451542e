package dev.latido.core.internal.tls;

import dev.latido.core.internal.Failures;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Words why a broker's certificate is refused and what to do. Bouncy Castle, if it is registered before Java's own
 * providers, checks certificates in Java's place and words some refusals itself. Thread-safe.
 */
final class DistrustReasons {

    private final String trusted;
    private final Clock clock;

    /**
     * Creates reasons for one set of authorities.
     *
     * @param trusted the files with the trusted authorities, or the name of the trust store
     * @param clock the clock that validity is compared with
     */
    DistrustReasons(String trusted, Clock clock) {
        this.trusted = trusted;
        this.clock = clock;
    }

    /** Returns the reason for which Java refuses the certificate that a broker has presented. */
    DistrustException distrust(X509Certificate shown, @Nullable String host, CertificateException refusal) {
        CertPathValidatorException path = Failures.find(refusal, CertPathValidatorException.class);
        X509Certificate refused = isUntrusted(refusal, path) ? shown : refused(shown, path);
        return new DistrustException(
                (refused.equals(shown) ? "the broker's certificate " : "its issuer's certificate ")
                        + CertificateNames.name(refused) + " " + why(refused, host, refusal, path),
                refusal);
    }

    private String why(
            X509Certificate refused,
            @Nullable String host,
            CertificateException refusal,
            @Nullable CertPathValidatorException path) {
        String message = String.valueOf(refusal.getMessage());
        CertificateRevokedException revoked = Failures.find(refusal, CertificateRevokedException.class);
        if (revoked != null) {
            return "was revoked on " + revoked.getRevocationDate().toInstant() + " ("
                    + Failures.inWords(revoked.getRevocationReason())
                    + "); issue a new certificate for the broker";
        }
        if (path != null && String.valueOf(path.getMessage()).contains("Certificate revocation after")) {
            return "was revoked (" + path.getMessage() + "); issue a new certificate for the broker";
        }
        if (Failures.find(refusal, CertificateExpiredException.class) != null) {
            return "expired on " + refused.getNotAfter().toInstant() + " (this machine's clock: " + clock.instant()
                    + "); renew it on the broker";
        }
        if (Failures.find(refusal, CertificateNotYetValidException.class) != null) {
            return "is not valid before " + refused.getNotBefore().toInstant() + " (this machine's clock: "
                    + clock.instant() + "); set the clock";
        }
        if (isUndetermined(message, path)) {
            return "cannot be checked for revocation: " + (path == null ? message : path.getMessage())
                    + "; pass a current list of each authority to Revocation.crl(...), or make sure that the responder"
                    + " of Revocation.ocsp() can be reached";
        }
        if (isUntrusted(refusal, path)) {
            return "is not signed by a trusted authority (issuer: " + CertificateNames.issuer(refused)
                    + "; trusted: " + trusted
                    + "); pass the PEM file of the authority that signed it to tls(Tls.trusting(file))";
        }
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
            return "is valid for " + CertificateNames.hosts(refused) + ", not for " + host
                    + "; connect to one of its names, or issue it for this name as well";
        }
        return "was refused: " + message + "; issue the broker's certificate again";
    }

    private static boolean isUndetermined(String message, @Nullable CertPathValidatorException path) {
        return message.contains("OCSP")
                || message.contains("CRL")
                || (path != null
                        && path.getReason() == CertPathValidatorException.BasicReason.UNDETERMINED_REVOCATION_STATUS);
    }

    private static boolean isUntrusted(CertificateException refusal, @Nullable CertPathValidatorException path) {
        return Failures.find(refusal, CertPathBuilderException.class) != null
                || Failures.find(refusal, SignatureException.class) != null
                || String.valueOf(refusal.getMessage()).contains("Trust anchor for certification path not found")
                || (path != null
                        && (path.getReason() == PKIXReason.NO_TRUST_ANCHOR
                                || path.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE));
    }

    /** Returns the certificate of the chain at which the check stopped. */
    private static X509Certificate refused(X509Certificate shown, @Nullable CertPathValidatorException path) {
        return path != null
                        && path.getIndex() >= 0
                        && path.getCertPath() != null
                        && path.getCertPath().getCertificates().get(path.getIndex()) instanceof X509Certificate at
                ? at
                : shown;
    }
}
