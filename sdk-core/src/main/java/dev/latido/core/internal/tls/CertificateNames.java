package dev.latido.core.internal.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** Names of certificates for logs and messages. */
final class CertificateNames {

    private CertificateNames() {}

    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static String issuer(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().getName();
    }

    /** Returns subject and serial number; a renewed certificate has another serial number. */
    static String name(X509Certificate certificate) {
        return subject(certificate) + " (serial "
                + certificate.getSerialNumber().toString(16) + ")";
    }

    /** Returns the host names and addresses for which a server certificate is valid. */
    static String hosts(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            names = null;
        }
        return names == null
                ? subject(certificate) + " (without subject alternative names)"
                : names.stream()
                        .map(name -> String.valueOf(name.get(1)))
                        .toList()
                        .toString();
    }
}
