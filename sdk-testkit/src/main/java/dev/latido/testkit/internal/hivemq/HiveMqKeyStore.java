package dev.latido.testkit.internal.hivemq;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.internal.tls.ServerNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.UUID;

/** A broker's certificate and key in the form that HiveMQ reads. */
record HiveMqKeyStore(Path file, String password) {

    static final String NAME = "broker.p12";

    static HiveMqKeyStore write(Path directory, DevelopmentCa ca, String... furtherNames) throws IOException {
        Path file = directory.resolve(NAME).toAbsolutePath();
        String password = UUID.randomUUID().toString();
        try (OutputStream out = Files.newOutputStream(file)) {
            ca.issueServer(ServerNames.with(furtherNames))
                    .keyStore(password.toCharArray())
                    .store(out, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot store the broker's certificate", e);
        }
        return new HiveMqKeyStore(file, password);
    }

    @Override
    public String toString() {
        return "HiveMqKeyStore[" + file + "]";
    }
}
