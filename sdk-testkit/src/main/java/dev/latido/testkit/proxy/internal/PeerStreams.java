package dev.latido.testkit.proxy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The streams to one peer. FIN and RST are sent on the TCP socket itself, below TLS, as when a network fails. */
final class PeerStreams {

    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int HANDSHAKE_TIMEOUT_MILLIS = 10_000;

    private final Socket socket;

    private PeerStreams(Socket socket) {
        this.socket = socket;
    }

    /** Returns the streams to the client, after the TLS handshake if there is a context. */
    static PeerStreams accepted(Socket tcp, @Nullable SSLContext context) throws IOException {
        tcp.setTcpNoDelay(true);
        if (context == null) {
            return new PeerStreams(tcp);
        }
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, null, true);
        tls.setUseClientMode(false);
        return new PeerStreams(shaken(tcp, tls));
    }

    /**
     * Returns the streams to the broker, on a socket from {@link #dial}, after the TLS handshake if there is a context.
     */
    static PeerStreams connected(Socket tcp, ProxySettings.Target target, @Nullable SSLContext context)
            throws IOException {
        if (context == null) {
            return new PeerStreams(tcp);
        }
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(tcp, target.host(), target.port(), true);
        SSLParameters parameters = tls.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tls.setSSLParameters(parameters);
        return new PeerStreams(shaken(tcp, tls));
    }

    /** Opens a TCP connection to one of the target's addresses. */
    static Socket dial(ProxySettings.Target target) throws IOException {
        IOException failure = new IOException("no address for " + target.host());
        for (InetAddress address : InetAddress.getAllByName(target.host())) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(address, target.port()), CONNECT_TIMEOUT_MILLIS);
                socket.setTcpNoDelay(true);
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    private static SSLSocket shaken(Socket tcp, SSLSocket tls) throws IOException {
        tcp.setSoTimeout(HANDSHAKE_TIMEOUT_MILLIS);
        tls.startHandshake();
        tcp.setSoTimeout(0);
        return tls;
    }

    InputStream in() throws IOException {
        return socket.getInputStream();
    }

    OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Sends FIN. The peer can still be read from. */
    static void fin(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The socket is closed already.
        }
    }

    /** Sends RST. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // The socket is closed already, so no reset is needed.
        }
        close(socket);
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The file descriptor is released in any case.
        }
    }
}
