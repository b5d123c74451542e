package dev.latido.core.internal.tls;

import java.security.cert.CertificateException;

/** A refusal of the broker's certificate; the message names the certificate, the reason and the fix. */
final class DistrustException extends CertificateException {

    private static final long serialVersionUID = 1L;

    DistrustException(String message, CertificateException cause) {
        super(message, cause);
    }
}
