package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/** Reads PKCS#12 files. */
final class Pkcs12 {

    private Pkcs12() {}

    /** Reads the file's only private key with its certificates. */
    static ClientIdentity identity(Path file, char[] password) {
        KeyStore store = open(file, password);
        try {
            List<String> keys = Collections.list(store.aliases());
            for (String alias : List.copyOf(keys)) {
                if (!store.isKeyEntry(alias)) {
                    keys.remove(alias);
                }
            }
            if (keys.size() != 1) {
                throw new PemException(
                        file,
                        "contains " + keys.size() + " private keys; export the client's certificate with its key and"
                                + " nothing else",
                        null);
            }
            if (!(store.getKey(keys.get(0), password) instanceof PrivateKey key)) {
                throw new PemException(
                        file, "contains a secret key, not a private key; export the client's private key", null);
            }
            Certificate[] chain = store.getCertificateChain(keys.get(0));
            if (chain == null) {
                throw new PemException(
                        file, "contains a private key without its certificate; export both into one file", null);
            }
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate : chain) {
                certificates.add((X509Certificate) certificate);
            }
            return ClientIdentity.of(file, certificates, file, key);
        } catch (GeneralSecurityException e) {
            throw new PemException(file, "contains a key that this password does not open; export it again", e);
        }
    }

    /**
     * Reads the certificates that belong to no key. Java's key store shows only certificates with an attribute of Java,
     * which openssl does not write.
     */
    static List<X509Certificate> authorities(Path file, char[] password) {
        byte[] bytes = bytes(file);
        List<X509Certificate> authorities = new ArrayList<>();
        try {
            Provider ciphers = new BouncyCastleProvider();
            PKCS12PfxPdu content = new PKCS12PfxPdu(bytes);
            if (content.hasMac()
                    && !content.isMacValid(
                            new JcePKCS12MacCalculatorBuilderProvider().setProvider(ciphers), password)) {
                throw new PKCSException("wrong password");
            }
            for (ContentInfo part : content.getContentInfos()) {
                PKCS12SafeBagFactory bags = bags(file, part, password, ciphers);
                for (PKCS12SafeBag bag : bags.getSafeBags()) {
                    if (bag.getBagValue() instanceof X509CertificateHolder holder && !belongsToKey(bag)) {
                        authorities.add(new JcaX509CertificateConverter().getCertificate(holder));
                    }
                }
            }
        } catch (PemException e) {
            throw e;
        } catch (IOException | PKCSException | CertificateException | RuntimeException e) {
            throw notOpened(file, e);
        }
        if (authorities.isEmpty()) {
            throw new PemException(
                    file, "contains no certificate of an authority; export the authority's certificate", null);
        }
        return List.copyOf(authorities);
    }

    private static PKCS12SafeBagFactory bags(Path file, ContentInfo part, char[] password, Provider ciphers)
            throws PKCSException {
        if (!part.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
            return new PKCS12SafeBagFactory(part);
        }
        KeyDerivation.check(file, EncryptedData.getInstance(part.getContent()).getEncryptionAlgorithm());
        return new PKCS12SafeBagFactory(
                part,
                new JcePKCSPBEInputDecryptorProviderBuilder()
                        .setProvider(ciphers)
                        .build(password));
    }

    private static boolean belongsToKey(PKCS12SafeBag bag) {
        Attribute[] attributes = bag.getAttributes();
        return attributes != null
                && Arrays.stream(attributes)
                        .anyMatch(attribute -> attribute.getAttrType().equals(PKCS12SafeBag.localKeyIdAttribute));
    }

    private static KeyStore open(Path file, char[] password) {
        byte[] bytes = bytes(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            return store;
        } catch (IOException | RuntimeException e) {
            throw notOpened(file, e);
        } catch (GeneralSecurityException e) {
            throw new PemException(file, "uses a cipher that this Java runtime lacks; export it again", e);
        }
    }

    private static PemException notOpened(Path file, Exception cause) {
        return new PemException(file, "cannot be opened as PKCS#12; check the password and the file", cause);
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
