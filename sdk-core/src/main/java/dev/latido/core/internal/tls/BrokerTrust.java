package dev.latido.core.internal.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Java's check of a broker's certificates, including the host name, with refusals in words. Thread-safe. */
final class BrokerTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager java;
    private final DistrustReasons words;
    private volatile List<X509Certificate> presented = List.of();

    BrokerTrust(X509ExtendedTrustManager java, DistrustReasons words) {
        this.java = java;
        this.words = words;
    }

    /** Returns the certificates that the broker has presented, its own first. */
    List<X509Certificate> presented() {
        return presented;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            java.checkServerTrusted(chain, authType, engine);
            presented = List.of(chain);
        } catch (CertificateException e) {
            throw words.distrust(chain[0], engine.getPeerHost(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        try {
            java.checkServerTrusted(chain, authType, socket);
            presented = List.of(chain);
        } catch (CertificateException e) {
            throw words.distrust(chain[0], socket.getInetAddress().getHostName(), e);
        }
    }

    /** Refuses: without a connection there is no host name to verify. */
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("the broker's host name cannot be verified without its connection");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw notAServer();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw notAServer();
    }

    private static CertificateException notAServer() {
        return new CertificateException("an MQTT client verifies brokers, not clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return java.getAcceptedIssuers();
    }
}
