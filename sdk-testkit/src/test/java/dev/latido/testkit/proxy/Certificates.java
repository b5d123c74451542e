package dev.latido.testkit.proxy;

import dev.latido.testkit.DevelopmentCa;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Both ends of TLS for one host name, under an authority of its own.
 *
 * @param server has the key
 * @param client trusts it
 */
record Certificates(SSLContext server, SSLContext client) {

    private static final char[] PASSWORD = "of a test".toCharArray();

    static Certificates forHost(String host) throws GeneralSecurityException {
        DevelopmentCa ca = DevelopmentCa.create();
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(ca.issueServer(host).keyStore(PASSWORD), PASSWORD);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(identity.getKeyManagers(), null, null);

        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(ca.trustStore());
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(null, trust.getTrustManagers(), null);
        return new Certificates(server, client);
    }
}
