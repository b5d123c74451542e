package dev.latido.testkit.internal.tls;

import dev.latido.testkit.DevelopmentCa;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The SSL contexts for certificates of a development CA. */
public final class TlsContexts {

    private static final char[] KEY_PASSWORD = "development".toCharArray();

    private TlsContexts() {}

    /**
     * Returns a context for a server on this machine, with a new certificate of the authority.
     *
     * @param ca issues the certificate
     * @return a context for {@code localhost}, {@code 127.0.0.1} and {@code ::1}
     */
    public static SSLContext server(DevelopmentCa ca) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(ca.issueServer(ServerNames.with()).keyStore(KEY_PASSWORD), KEY_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime cannot serve TLS", e);
        }
    }

    /**
     * Returns a context for a client that trusts only the authority.
     *
     * @param ca the authority
     * @return a context without a client certificate
     */
    public static SSLContext client(DevelopmentCa ca) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca.trustStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime cannot speak TLS", e);
        }
    }
}
