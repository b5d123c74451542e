package dev.latido.core.it;

import dev.latido.testkit.internal.process.ReservedPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A port of this machine that fails in one manner, then in another one, or leads to a broker. */
final class FaultyPort implements AutoCloseable {

    /** What the port does with a connection. */
    interface Manner {

        /** Serves a connection, which is closed afterwards. */
        void serve(Socket client) throws IOException;
    }

    private static final int BACKLOG = 50;

    /** Nobody else's, also while nobody listens. */
    private final ReservedPort reserved = ReservedPort.free();

    private final int number = reserved.number();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Manner manner = client -> {};
    private @Nullable ServerSocket server;
    private boolean serving;

    FaultyPort() {
        listen(number, BACKLOG);
        accept();
    }

    int number() {
        return number;
    }

    /** Ends all connections; new ones are served in this manner. */
    void serve(Manner next) {
        manner = next;
        if (serving) {
            closeConnections();
        } else {
            closeServer();
            listen(number, BACKLOG);
            accept();
        }
    }

    /** Ends all connections and refuses new ones. */
    void refuse() {
        closeServer();
    }

    /** Ends all connections and answers new ones as a firewall does that drops packets. */
    void drop() {
        closeServer();
        listen(number, 1);
        try {
            for (int i = 0; i < 4; i++) {
                Socket filler = new Socket();
                open.add(filler);
                filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), number), 200);
            }
        } catch (IOException e) {
            // The backlog is full.
        }
    }

    private void listen(int port, int backlog) {
        for (int attempt = 0; ; attempt++) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), backlog);
                server = socket;
                return;
            } catch (IOException e) {
                // A connection that was just being accepted may still hold the port.
                if (attempt > 1_000) {
                    throw new UncheckedIOException(e);
                }
                Thread.onSpinWait();
            }
        }
    }

    private void accept() {
        serving = true;
        ServerSocket own = server;
        daemon(() -> {
            while (own != null && !own.isClosed()) {
                Socket client = own.accept();
                open.add(client);
                if (own.isClosed()) {
                    // Came while the port was being closed, and would outlive it.
                    client.close();
                }
                Manner how = manner;
                daemon(() -> {
                    try (client) {
                        how.serve(client);
                    }
                });
            }
        });
    }

    private void closeServer() {
        try {
            serving = false;
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeConnections();
    }

    private void closeConnections() {
        try {
            for (Socket socket : open) {
                socket.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- manners ---

    /** Leads to a broker. */
    static Manner to(int broker) {
        return client -> pump(client, broker);
    }

    /** Ends TLS and leads to a broker. */
    static Manner tls(SSLContext context, int broker) {
        return insideTls(context, client -> pump(client, broker));
    }

    /** Ends TLS and serves what is inside of it. */
    static Manner insideTls(SSLContext context, Manner inside) {
        return client -> {
            SSLSocket secure = (SSLSocket) context.getSocketFactory().createSocket(client, null, true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            inside.serve(secure);
            secure.close();
        };
    }

    /** Is an HTTP proxy that leads everything to one broker. */
    static Manner httpProxy(int broker) {
        return client -> {
            readSome(client);
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            pump(client, broker);
        };
    }

    /** Is a SOCKS proxy that leads everything to one broker. */
    static Manner socksProxy(int broker) {
        return client -> {
            readSome(client);
            client.getOutputStream().write(HexFormat.of().parseHex("0500"));
            readSome(client);
            client.getOutputStream().write(HexFormat.of().parseHex("05000001000000000000"));
            pump(client, broker);
        };
    }

    /** Is a SOCKS proxy that answers a request with a status. */
    static Manner socksProxyRefusing(String status) {
        return client -> {
            readSome(client);
            client.getOutputStream().write(HexFormat.of().parseHex("0500"));
            readSome(client);
            client.getOutputStream().write(HexFormat.of().parseHex("05" + status + "0001000000000000"));
            lingering(client);
        };
    }

    /** Answers the first packet with a text, as HTTP does. */
    static Manner answering(String text) {
        return client -> {
            readSome(client);
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            lingering(client);
        };
    }

    /** Answers the first packet with bytes. */
    static Manner answeringHex(String hex) {
        return client -> {
            readSome(client);
            client.getOutputStream().write(HexFormat.of().parseHex(hex));
            lingering(client);
        };
    }

    /** Speaks first, as SSH does. */
    static Manner greeting(String text) {
        return client -> {
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            lingering(client);
        };
    }

    /** Reads the first packet and closes the connection. */
    static Manner closing() {
        return FaultyPort::readSome;
    }

    /** Closes the connection at once. */
    static Manner closingAtOnce() {
        return client -> {};
    }

    /** Resets the connection after the first packet. */
    static Manner resetting() {
        return client -> {
            readSome(client);
            client.setSoLinger(true, 0);
        };
    }

    /** Reads everything and never answers. */
    static Manner silent() {
        return client -> client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void readSome(Socket client) throws IOException {
        int unused = client.getInputStream().read(new byte[4_096]);
    }

    private static void lingering(Socket client) throws IOException {
        client.getOutputStream().flush();
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static void pump(Socket client, int broker) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), broker)) {
            daemon(() -> {
                copy(target, client);
            });
            copy(client, target);
        }
    }

    private static void copy(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[8_192];
        try (to) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The connection is over, or the test is.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        closeServer();
        reserved.close();
    }
}
