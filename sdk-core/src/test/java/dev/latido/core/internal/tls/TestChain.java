package dev.latido.core.internal.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Root, intermediate and a leaf for localhost, made on the spot. */
record TestChain(Link root, Link intermediate, Link leaf) {

    private static final AtomicLong SERIAL = new AtomicLong();

    /** A certificate with its key. */
    record Link(X509Certificate certificate, KeyPair keys) {

        String pem() {
            return text(certificate);
        }

        String keyPem() {
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        }
    }

    static TestChain create() {
        Instant now = Instant.now();
        return create(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(10)));
    }

    /** The leaf names an OCSP responder. */
    static TestChain create(String responder) {
        Instant now = Instant.now();
        return create(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(10)), responder);
    }

    /** All three valid from one instant to another. */
    static TestChain create(Instant from, Instant to) {
        return create(from, to, null);
    }

    private static TestChain create(Instant from, Instant to, @Nullable String responder) {
        Link root = link("root", null, from, to, null);
        Link intermediate = link("intermediate", root, from, to, null);
        return new TestChain(root, intermediate, link("localhost", intermediate, from, to, responder));
    }

    private static Link link(String name, @Nullable Link issuer, Instant from, Instant to, @Nullable String responder) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair keys = generator.generateKeyPair();
            X500Name subject = new X500Name("CN=" + name);
            X500Name by = issuer == null
                    ? subject
                    : X500Name.getInstance(
                            issuer.certificate().getSubjectX500Principal().getEncoded());
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    by,
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(from),
                    Date.from(to),
                    subject,
                    keys.getPublic());
            boolean leaf = name.equals("localhost");
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(!leaf));
            if (leaf) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
            }
            if (responder != null) {
                builder.addExtension(
                        Extension.authorityInfoAccess,
                        false,
                        new AuthorityInformationAccess(
                                X509ObjectIdentifiers.id_ad_ocsp,
                                new GeneralName(GeneralName.uniformResourceIdentifier, responder)));
            }
            return new Link(
                    new JcaX509CertificateConverter()
                            .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                                    .build(
                                            issuer == null
                                                    ? keys.getPrivate()
                                                    : issuer.keys().getPrivate()))),
                    keys);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Object content) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
