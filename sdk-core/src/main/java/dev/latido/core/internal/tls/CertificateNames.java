package dev.latido.core.internal.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** Certificates as people name them. */
final class CertificateNames {

    private CertificateNames() {}

    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    static String issuer(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().getName();
    }

    /** Subject and serial number: a renewed certificate has another one. */
    static String name(X509Certificate certificate) {
        return subject(certificate) + " (serial "
                + certificate.getSerialNumber().toString(16) + ")";
    }

    /** The host names and addresses that a server certificate is for. */
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
