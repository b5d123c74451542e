package dev.latido.testkit.internal.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** Encodes certificates and keys in the PEM format. */
public final class PemText {

    private static final int LINE_LENGTH = 64;

    private PemText() {}

    /** Returns the certificate in a {@code CERTIFICATE} block. */
    public static String text(X509Certificate certificate) {
        try {
            return text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("cannot encode the certificate", e);
        }
    }

    /** Returns the key in a {@code PRIVATE KEY} block, PKCS#8, not encrypted. */
    public static String text(PrivateKey key) {
        return text("PRIVATE KEY", key.getEncoded());
    }

    /** Returns other content under its label. */
    static String text(String label, byte[] content) {
        String body = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
