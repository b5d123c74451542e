package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/** Reads PKCS#12 files. */
final class Pkcs12 {

    private Pkcs12() {}

    /** Everything in a file that matters here. */
    private record Content(List<PrivateKeyInfo> keys, List<X509Certificate> ofKeys, List<X509Certificate> others) {

        List<X509Certificate> certificates() {
            return Stream.concat(ofKeys.stream(), others.stream()).toList();
        }
    }

    /** Reads the file's only private key with its certificates. */
    static ClientIdentity identity(Path file, char[] password) {
        Content content = open(file, password);
        if (content.keys().size() != 1) {
            throw new PemException(
                    file,
                    "contains " + content.keys().size() + " private keys; export the client's certificate with its key"
                            + " and nothing else",
                    null);
        }
        if (content.certificates().isEmpty()) {
            throw new PemException(
                    file, "contains a private key without its certificate; export both into one file", null);
        }
        return ClientIdentity.of(
                file,
                content.certificates(),
                file,
                PemKey.usable(file, content.keys().get(0)));
    }

    /** Reads the certificates that belong to no key. */
    static List<X509Certificate> authorities(Path file, char[] password) {
        List<X509Certificate> authorities = open(file, password).others();
        if (authorities.isEmpty()) {
            throw new PemException(
                    file, "contains no certificate of an authority; export the authority's certificate", null);
        }
        return authorities;
    }

    /**
     * Reads a file with the ciphers of Bouncy Castle, without registering them in the JVM. Java's key store shows only
     * certificates with an attribute of Java, which openssl does not write, and it fails if another provider is
     * registered before Java's.
     */
    private static Content open(Path file, char[] password) {
        byte[] bytes = bytes(file);
        Content read = new Content(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try {
            Provider ciphers = new BouncyCastleProvider();
            PKCS12PfxPdu content = new PKCS12PfxPdu(bytes);
            if (content.hasMac()
                    && !content.isMacValid(
                            new JcePKCS12MacCalculatorBuilderProvider().setProvider(ciphers), password)) {
                throw new PKCSException("wrong password");
            }
            for (ContentInfo part : content.getContentInfos()) {
                for (PKCS12SafeBag bag : bags(file, part, password, ciphers).getSafeBags()) {
                    add(file, bag, password, ciphers, read);
                }
            }
            return read;
        } catch (PemException e) {
            throw e;
        } catch (IOException | PKCSException | CertificateException | RuntimeException e) {
            throw new PemException(file, "cannot be opened as PKCS#12; check the password and the file", e);
        }
    }

    private static PKCS12SafeBagFactory bags(Path file, ContentInfo part, char[] password, Provider ciphers)
            throws PKCSException {
        if (!part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
            return new PKCS12SafeBagFactory(part);
        }
        KeyDerivation.check(file, EncryptedData.getInstance(part.getContent()).getEncryptionAlgorithm());
        return new PKCS12SafeBagFactory(part, decryptor(password, ciphers));
    }

    private static void add(Path file, PKCS12SafeBag bag, char[] password, Provider ciphers, Content read)
            throws PKCSException, CertificateException {
        Object value = bag.getBagValue();
        if (value instanceof PrivateKeyInfo key) {
            read.keys().add(key);
        } else if (value instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            KeyDerivation.check(file, encrypted.getEncryptionAlgorithm());
            read.keys().add(encrypted.decryptPrivateKeyInfo(decryptor(password, ciphers)));
        } else if (value instanceof X509CertificateHolder holder) {
            (belongsToKey(bag) ? read.ofKeys() : read.others()).add(PemTrust.certificate(holder));
        }
    }

    private static InputDecryptorProvider decryptor(char[] password, Provider ciphers) {
        return new JcePKCSPBEInputDecryptorProviderBuilder()
                .setProvider(ciphers)
                .build(password);
    }

    private static boolean belongsToKey(PKCS12SafeBag bag) {
        Attribute[] attributes = bag.getAttributes();
        return attributes != null
                && Arrays.stream(attributes)
                        .anyMatch(attribute -> attribute.getAttrType().equals(PKCS12SafeBag.localKeyIdAttribute));
    }

    private static byte[] bytes(Path file) {
        byte[] bytes = PemFile.bytes(file);
        if (bytes.length == 0) {
            throw new PemException(file, "is empty; export the PKCS#12 file again", null);
        }
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
            throw new PemException(
                    file,
                    "is a PEM file, not PKCS#12; pass it to Tls.trusting(file) or clientCertificate(certificate, key)",
                    null);
        }
        return bytes;
    }
}
