package dev.latido.core.internal.tls;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The trust store of the Java runtime. */
final class SystemTrust {

    private SystemTrust() {}

    /**
     * Returns a manager that trusts the authorities of the Java runtime. Java reads its file with the default type of
     * key stores, which {@code java.security} may set to one that the file does not have.
     */
    static X509ExtendedTrustManager manager(TrustManagerFactory factory) throws GeneralSecurityException, IOException {
        boolean declared = System.getProperty("javax.net.ssl.trustStore") != null
                || System.getProperty("javax.net.ssl.trustStoreType") != null;
        try {
            factory.init((KeyStore) null);
            X509ExtendedTrustManager manager = TlsMaterial.managerOf(factory);
            if (declared || manager.getAcceptedIssuers().length > 0) {
                return manager;
            }
        } catch (GeneralSecurityException e) {
            if (declared) {
                throw e;
            }
        }
        factory.init(KeyStore.getInstance(file(), (char[]) null));
        return TlsMaterial.managerOf(factory);
    }

    private static File file() throws IOException {
        Path folder = Path.of(System.getProperty("java.home"), "lib", "security");
        for (String name : List.of("jssecacerts", "cacerts")) {
            Path file = folder.resolve(name);
            if (Files.isReadable(file)) {
                return file.toFile();
            }
        }
        throw new IOException("there is no trust store in " + folder);
    }
}
