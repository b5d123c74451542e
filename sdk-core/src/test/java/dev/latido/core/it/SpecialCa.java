package dev.latido.core.it;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.Validity;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

/** An authority that gives every server the same certificate, one that has something wrong with it. */
record SpecialCa(DevelopmentCa ca, IssuedCertificate server) implements DevelopmentCa {

    @Override
    public X509Certificate certificate() {
        return ca.certificate();
    }

    @Override
    public String certificatePem() {
        return ca.certificatePem();
    }

    @Override
    public Path writeCertificate(Path directory) {
        return ca.writeCertificate(directory);
    }

    @Override
    public KeyStore trustStore() {
        return ca.trustStore();
    }

    @Override
    public IssuedCertificate issueServer(String... hostNamesOrIps) {
        return server;
    }

    @Override
    public IssuedCertificate issueServer(Validity validity, String... hostNamesOrIps) {
        return server;
    }

    @Override
    public IssuedCertificate issueClient(String commonName) {
        return ca.issueClient(commonName);
    }

    @Override
    public IssuedCertificate issueClient(Validity validity, String commonName) {
        return ca.issueClient(validity, commonName);
    }

    @Override
    public Path writeRevocationList(Path directory, IssuedCertificate... revoked) {
        return ca.writeRevocationList(directory, revoked);
    }
}
