package dev.latido.core.internal.preflight;

import dev.latido.core.internal.BrokerAddress;
import dev.latido.core.internal.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A TLS handshake without MQTT, to see what the broker negotiates. */
final class TlsProbe {

    private TlsProbe() {}

    /**
     * Makes a handshake as a connection does, with verification of the host name.
     *
     * @return protocol and cipher suite
     */
    static String shakeHands(BrokerAddress broker, InetSocketAddress address, TlsMaterial tls, int timeoutMillis)
            throws IOException {
        try (Socket tcp = new Socket()) {
            tcp.connect(address, timeoutMillis);
            tcp.setSoTimeout(timeoutMillis);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    tls.keyManagers().getKeyManagers(), tls.trustManagers().getTrustManagers(), new SecureRandom());
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(tcp, broker.host(), broker.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(TlsMaterial.PROTOCOLS.toArray(String[]::new));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            SSLSession session = socket.getSession();
            return session.getProtocol() + ", " + session.getCipherSuite();
        } catch (GeneralSecurityException e) {
            throw new IOException("the Java runtime does not support TLS", e);
        }
    }
}
