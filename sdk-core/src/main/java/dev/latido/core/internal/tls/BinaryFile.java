package dev.latido.core.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/** Recognises a file without PEM blocks, and says how to convert it to PEM. */
final class BinaryFile {

    private static final int JKS = 0xFEEDFEED;
    private static final int JCEKS = 0xCECECECE;
    private static final int PKCS_12_VERSION = 3;
    private static final int SEQUENCE = 0x30;

    private BinaryFile() {}

    static String inWords(Path path, byte[] bytes) {
        if (bytes.length >= Integer.BYTES) {
            int magic = ByteBuffer.wrap(bytes).getInt();
            if (magic == JKS || magic == JCEKS) {
                return "is a Java key store, not PEM; convert it: keytool -importkeystore -srckeystore "
                        + path.getFileName() + " -destkeystore new.p12 -deststoretype PKCS12";
            }
        }
        if (bytes[0] != SEQUENCE) {
            return "contains no PEM block (-----BEGIN …-----); provide a PEM file";
        }
        if (isCertificate(bytes)) {
            return "is a certificate in binary form (DER), not PEM; convert it: openssl x509 -inform der -in "
                    + path.getFileName() + " -out new.pem";
        }
        int version = version(bytes);
        if (version == PKCS_12_VERSION) {
            return "is a PKCS#12 file, not PEM; pass it to clientPkcs12(file, password) or"
                    + " Tls.trustingPkcs12(file, password)";
        }
        if (version >= 0) {
            return "is a key in binary form (DER), not PEM; convert it: openssl pkey -inform der -in "
                    + path.getFileName() + " -out new.key";
        }
        return "is in binary form (DER), not PEM; convert it with openssl";
    }

    private static boolean isCertificate(byte[] bytes) {
        try {
            RuntimeProviders.certificates().generateCertificate(new ByteArrayInputStream(bytes));
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** Returns the version with which PKCS#12 files and keys begin, or -1 if there is none. */
    private static int version(byte[] bytes) {
        try {
            return ASN1Primitive.fromByteArray(bytes) instanceof ASN1Sequence sequence
                            && sequence.size() > 0
                            && sequence.getObjectAt(0) instanceof ASN1Integer version
                    ? version.intValueExact()
                    : -1;
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }
}
