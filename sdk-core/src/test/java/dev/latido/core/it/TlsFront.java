package dev.latido.core.it;

import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Ends TLS before a plain broker, demands client certificates and remembers those it was shown. */
final class TlsFront implements AutoCloseable {

    private static final char[] PASSWORD = "of-the-front".toCharArray();

    private final SSLServerSocket server;
    private final int target;
    private final List<X509Certificate> shown = new CopyOnWriteArrayList<>();
    private final List<String> protocols = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private TlsFront(SSLServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** @param protocol the only version spoken */
    static TlsFront before(int target, DevelopmentCa ca, IssuedCertificate certificate, String protocol) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(certificate.keyStore(PASSWORD), PASSWORD);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(ca.trustStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            SSLServerSocket server = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            server.setNeedClientAuth(true);
            server.setEnabledProtocols(new String[] {protocol});
            TlsFront front = new TlsFront(server, target);
            front.start("front", front::accept);
            return front;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String uri() {
        return "mqtts://localhost:" + server.getLocalPort();
    }

    /** The serial numbers of the clients' certificates, in order of their connections. */
    List<BigInteger> serials() {
        return shown.stream().map(X509Certificate::getSerialNumber).toList();
    }

    List<String> protocols() {
        return protocols;
    }

    void cutAll() {
        open.forEach(TlsFront::closeQuietly);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) server.accept();
                open.add(client);
                start("front-client", () -> serve(client));
            } catch (IOException e) {
                closeQuietly(server);
            }
        }
    }

    private void serve(SSLSocket client) {
        try (client;
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target)) {
            client.startHandshake();
            shown.add((X509Certificate) client.getSession().getPeerCertificates()[0]);
            protocols.add(client.getSession().getProtocol());
            open.add(broker);
            start("front-broker", () -> pump(broker, client));
            client.getInputStream().transferTo(broker.getOutputStream());
        } catch (IOException e) {
            closeQuietly(client);
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            closeQuietly(to);
        }
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closeQuietly(server);
        cutAll();
    }
}
