package dev.latido.testkit.internal.tls;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.Validity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;

/**
 * A development CA with Bouncy Castle, which encodes the certificates. Keys and signatures come from the JDK's own
 * providers.
 */
public final class BouncyCastleCa implements DevelopmentCa {

    private static final Duration CA_BACKDATED = Duration.ofDays(1);
    private static final Duration CA_LIFETIME = Duration.ofDays(3650);
    private static final Duration BACKDATED = Duration.ofHours(1);
    private static final Duration LIFETIME = Duration.ofDays(30);

    private final Clock clock;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final AtomicLong lastSerial = new AtomicLong(1);

    private BouncyCastleCa(Clock clock, KeyPair keys, X509Certificate certificate) {
        this.clock = clock;
        this.keys = keys;
        this.certificate = certificate;
    }

    /** Creates an authority with a new key. */
    public static BouncyCastleCa create(Clock clock) {
        Objects.requireNonNull(clock, "clock must not be null");
        Instant now = clock.instant();
        Validity validity = Validity.of(now.minus(CA_BACKDATED), now.plus(CA_LIFETIME));
        KeyPair keys = newKeys();
        X500Name name = commonName("Latido development CA");
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            name, BigInteger.ONE, notBefore(validity), notAfter(validity), name, keys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            return new BouncyCastleCa(clock, keys, sign(builder, keys));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot create a development CA", e);
        }
    }

    @Override
    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public String certificatePem() {
        return PemText.text(certificate);
    }

    @Override
    public Path writeCertificate(Path directory) {
        Objects.requireNonNull(directory, "directory must not be null");
        try {
            return Files.writeString(directory.resolve(CERTIFICATE_FILE), certificatePem());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the CA's certificate to " + directory, e);
        }
    }

    @Override
    public KeyStore trustStore() {
        try {
            KeyStore trustStore = KeyStore.getInstance("PKCS12");
            trustStore.load(null, null);
            trustStore.setCertificateEntry("ca", certificate);
            return trustStore;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot create a PKCS#12 key store", e);
        }
    }

    @Override
    public IssuedCertificate issueServer(String... hostNamesOrIps) {
        return issueServer(defaultValidity(), hostNamesOrIps);
    }

    @Override
    public IssuedCertificate issueServer(Validity validity, String... hostNamesOrIps) {
        Objects.requireNonNull(validity, "validity must not be null");
        Objects.requireNonNull(hostNamesOrIps, "hostNamesOrIps must not be null");
        if (hostNamesOrIps.length == 0) {
            throw new IllegalArgumentException("a server certificate needs at least one host name or IP address");
        }
        List<GeneralName> names = new ArrayList<>();
        for (String host : hostNamesOrIps) {
            requireName(host, "host name");
            names.add(new GeneralName(IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName, host));
        }
        return issue(validity, hostNamesOrIps[0], KeyPurposeId.id_kp_serverAuth, names);
    }

    @Override
    public IssuedCertificate issueClient(String commonName) {
        return issueClient(defaultValidity(), commonName);
    }

    @Override
    public IssuedCertificate issueClient(Validity validity, String commonName) {
        Objects.requireNonNull(validity, "validity must not be null");
        requireName(commonName, "commonName");
        return issue(validity, commonName, KeyPurposeId.id_kp_clientAuth, List.of());
    }

    @Override
    public Path writeRevocationList(Path directory, IssuedCertificate... revoked) {
        Objects.requireNonNull(directory, "directory must not be null");
        Objects.requireNonNull(revoked, "revoked must not be null");
        Validity validity = defaultValidity();
        X509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), notBefore(validity));
        builder.setNextUpdate(notAfter(validity));
        for (IssuedCertificate one : revoked) {
            builder.addCRLEntry(one.certificate().getSerialNumber(), notBefore(validity), CRLReason.keyCompromise);
        }
        try {
            byte[] list = builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
            return Files.writeString(directory.resolve(REVOCATION_FILE), PemText.text("X509 CRL", list));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the revocation list to " + directory, e);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("cannot sign a revocation list", e);
        }
    }

    private IssuedCertificate issue(
            Validity validity, String commonName, KeyPurposeId purpose, List<GeneralName> alternativeNames) {
        KeyPair subjectKeys = newKeys();
        BigInteger serial = BigInteger.valueOf(lastSerial.incrementAndGet());
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                            X500Name.getInstance(
                                    certificate.getSubjectX500Principal().getEncoded()),
                            serial,
                            notBefore(validity),
                            notAfter(validity),
                            commonName(commonName),
                            subjectKeys.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            identifiers.createAuthorityKeyIdentifier(keys.getPublic()))
                    .addExtension(
                            Extension.subjectKeyIdentifier,
                            false,
                            identifiers.createSubjectKeyIdentifier(subjectKeys.getPublic()));
            if (!alternativeNames.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(alternativeNames.toArray(GeneralName[]::new)));
            }
            return new IssuedCertificate(sign(builder, keys), subjectKeys.getPrivate(), certificate);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a certificate for " + commonName, e);
        }
    }

    private Validity defaultValidity() {
        Instant now = clock.instant();
        return Validity.of(now.minus(BACKDATED), now.plus(LIFETIME));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair keys)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot create EC P-256 keys", e);
        }
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }

    private static void requireName(String name, String what) {
        Objects.requireNonNull(name, what + " must not be null");
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " must not be blank");
        }
    }

    private static Date notBefore(Validity validity) {
        return Date.from(validity.notBefore());
    }

    private static Date notAfter(Validity validity) {
        return Date.from(validity.notAfter());
    }
}
