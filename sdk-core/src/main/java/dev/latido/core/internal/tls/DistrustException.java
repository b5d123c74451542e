package dev.latido.core.internal.tls;

import java.security.cert.CertificateException;

/** Why the broker's certificate is refused, in words that name the certificate and the fix. */
final class DistrustException extends CertificateException {

    private static final long serialVersionUID = 1L;

    DistrustException(String message, CertificateException cause) {
        super(message, cause);
    }
}
