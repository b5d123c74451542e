package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;

/** Reads certificates and revocation lists from files. */
final class PemTrust {

    private PemTrust() {}

    /**
     * Reads all certificates of a PEM file with trusted authorities.
     *
     * @throws PemException if the file cannot be read or contains no certificate
     */
    static List<X509Certificate> authorities(Path file) {
        return certificates(PemFile.read(file), "provide the authority's certificate in PEM");
    }

    /**
     * Returns the certificates of a PEM file, in the order of the file.
     *
     * @throws PemException if there is none, or one is damaged
     */
    static List<X509Certificate> certificates(PemFile file, String fix) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.labelled("CERTIFICATE")) {
            certificates.add(certificate(block));
        }
        if (certificates.isEmpty()) {
            throw new PemException(file.path(), "contains no certificate (found: " + file.found() + "); " + fix, null);
        }
        return List.copyOf(certificates);
    }

    private static X509Certificate certificate(PemFile.Block block) {
        Object content = block.content();
        try {
            if (content instanceof X509CertificateHolder holder) {
                return certificate(holder);
            }
            if (content instanceof X509TrustedCertificateBlock trusted) {
                return certificate(trusted.getCertificateHolder());
            }
        } catch (CertificateException e) {
            throw block.notWellFormed(e);
        }
        throw block.notWellFormed(null);
    }

    static X509Certificate certificate(X509CertificateHolder holder) throws CertificateException {
        try {
            return (X509Certificate)
                    RuntimeProviders.certificates().generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        } catch (IOException e) {
            throw new CertificateException(e);
        }
    }

    /**
     * Reads all revocation lists of a file, PEM or DER.
     *
     * @throws PemException if the file cannot be read or contains no revocation list
     */
    static List<X509CRL> revocationLists(Path path) {
        byte[] bytes = PemFile.bytes(path);
        if (bytes.length > 0 && bytes[0] == '0') {
            return List.of(revocationList(path, bytes));
        }
        PemFile file = PemFile.read(path);
        List<X509CRL> lists = new ArrayList<>();
        for (PemFile.Block block : file.labelled("CRL")) {
            try {
                lists.add(revocationList(path, Base64.getDecoder().decode(block.body())));
            } catch (IllegalArgumentException e) {
                throw block.notWellFormed(e);
            }
        }
        if (lists.isEmpty()) {
            throw new PemException(
                    path,
                    "contains no revocation list (found: " + file.found()
                            + "); provide the authority's CRL, PEM or DER",
                    null);
        }
        return List.copyOf(lists);
    }

    private static X509CRL revocationList(Path path, byte[] encoded) {
        try {
            return (X509CRL) RuntimeProviders.certificates().generateCRL(new ByteArrayInputStream(encoded));
        } catch (CRLException | CertificateException e) {
            throw new PemException(path, "contains no readable revocation list; fetch the authority's CRL again", e);
        }
    }
}
