package dev.latido.core.internal.preflight;

import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.tls.TlsMaterial;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One TLS handshake by itself, to see what is spoken. */
final class TlsProbe {

    private TlsProbe() {}

    /** What is done over a connection that has shaken hands. */
    interface Talk<T extends @Nullable Object> {

        T over(SSLSocket socket) throws IOException;
    }

    /**
     * Shakes hands as a connection would, with the host name verified.
     *
     * @return protocol and cipher suite
     */
    static String shakeHands(BrokerAddress broker, InetSocketAddress address, TlsMaterial tls, int timeoutMillis)
            throws IOException {
        return inTls(
                broker,
                address,
                tls,
                timeoutMillis,
                socket -> socket.getSession().getProtocol() + ", "
                        + socket.getSession().getCipherSuite());
    }

    /** Shakes hands, and does something after it. */
    static <T extends @Nullable Object> T inTls(
            BrokerAddress broker, InetSocketAddress address, TlsMaterial tls, int timeoutMillis, Talk<T> talk)
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
            return talk.over(socket);
        } catch (GeneralSecurityException e) {
            throw new IOException("the Java runtime cannot speak TLS", e);
        }
    }
}
