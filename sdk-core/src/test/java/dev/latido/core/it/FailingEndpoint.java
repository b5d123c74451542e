package dev.latido.core.it;

import dev.latido.core.MqttVersion;
import dev.latido.testkit.DevelopmentCa;
import dev.latido.testkit.IssuedCertificate;
import dev.latido.testkit.internal.process.ReservedPort;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Something at which every attempt to connect fails, in one of the ways that networks and brokers have. */
public final class FailingEndpoint implements AutoCloseable {

    /** The ways in which an attempt fails. */
    public enum Failure {
        REFUSED_TCP,
        UNKNOWN_HOST,
        NO_ANSWER_TO_TCP,
        BROKEN_TLS,
        WEB_SOCKET_403,
        PROXY_407,
        CONNACK_REFUSED,
        NO_CONNACK,
        CLOSED_BY_PEER;

        /** Returns whether the attempt can get so far. */
        public boolean isPossible(Transport transport) {
            return switch (this) {
                case BROKEN_TLS -> transport.tls;
                case WEB_SOCKET_403 -> transport.webSocket;
                default -> true;
            };
        }
    }

    /** The transports of MQTT. */
    public enum Transport {
        MQTT(false, false),
        MQTTS(true, false),
        WS(false, true),
        WSS(true, true);

        private final boolean tls;
        private final boolean webSocket;

        Transport(boolean tls, boolean webSocket) {
            this.tls = tls;
            this.webSocket = webSocket;
        }
    }

    private static final char[] PASSWORD = "of-the-endpoint".toCharArray();
    private static final int HEADERS = 8_192;

    private final Failure failure;
    private final Transport transport;
    private final MqttVersion version;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final @Nullable ServerSocket server;

    /** The port where nobody listens; no other test gets it meanwhile. */
    private final @Nullable ReservedPort unused;

    private final int port;

    private FailingEndpoint(Failure failure, Transport transport, MqttVersion version, @Nullable ServerSocket server) {
        this.failure = failure;
        this.transport = transport;
        this.version = version;
        this.server = server;
        if (server == null) {
            ReservedPort free = ReservedPort.free();
            this.unused = free;
            this.port = free.number();
        } else {
            this.unused = null;
            this.port = server.getLocalPort();
        }
    }

    public static FailingEndpoint open(Failure failure, Transport transport, MqttVersion version, DevelopmentCa ca)
            throws IOException, GeneralSecurityException {
        ServerSocket server = server(failure, transport, ca);
        FailingEndpoint endpoint = new FailingEndpoint(failure, transport, version, server);
        if (failure == Failure.NO_ANSWER_TO_TCP) {
            endpoint.fillBacklog();
        } else if (server != null) {
            endpoint.start(() -> endpoint.accept(server));
        }
        return endpoint;
    }

    private static @Nullable ServerSocket server(Failure failure, Transport transport, DevelopmentCa ca)
            throws IOException, GeneralSecurityException {
        InetAddress here = InetAddress.getLoopbackAddress();
        if (failure == Failure.REFUSED_TCP || failure == Failure.UNKNOWN_HOST) {
            return null;
        }
        if (failure == Failure.NO_ANSWER_TO_TCP) {
            return new ServerSocket(0, 1, here);
        }
        boolean plain = !transport.tls || failure == Failure.PROXY_407 || failure == Failure.BROKEN_TLS;
        if (plain) {
            return new ServerSocket(0, 50, here);
        }
        IssuedCertificate certificate = ca.issueServer("localhost", "127.0.0.1");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(certificate.keyStore(PASSWORD), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, here);
    }

    /** The kernel answers no further SYN while connections wait to be accepted. */
    private void fillBacklog() throws IOException {
        for (int i = 0; i < 8; i++) {
            Socket waiting = new Socket();
            sockets.add(waiting);
            try {
                waiting.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            } catch (IOException e) {
                return;
            }
        }
        throw new IOException("the backlog has no end here");
    }

    public String uri() {
        String host = failure == Failure.UNKNOWN_HOST ? "nowhere.invalid" : "localhost";
        return transport.name().toLowerCase(Locale.ROOT) + "://" + host + ":" + port
                + (transport.webSocket ? "/mqtt" : "");
    }

    public int port() {
        return port;
    }

    private void accept(ServerSocket listening) throws IOException {
        while (true) {
            Socket client = listening.accept();
            sockets.add(client);
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        if (failure == Failure.BROKEN_TLS) {
            out.write("220 mail.example.com ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        if (failure == Failure.PROXY_407) {
            head(in);
            out.write("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            return;
        }
        if (transport.webSocket && !upgraded(head(in), out)) {
            return;
        }
        int first = in.read();
        if (failure == Failure.CONNACK_REFUSED && first >= 0) {
            byte[] answer = version == MqttVersion.MQTT_5
                    ? new byte[] {0x20, 3, 0, (byte) 0x87, 0}
                    : new byte[] {0x20, 2, 0, 5};
            if (transport.webSocket) {
                out.write(new byte[] {(byte) 0x82, (byte) answer.length});
            }
            out.write(answer);
        }
        if (failure == Failure.CLOSED_BY_PEER) {
            client.close();
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n") && head.size() < HEADERS) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private boolean upgraded(String head, OutputStream out) throws IOException {
        if (failure == Failure.WEB_SOCKET_403) {
            out.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return false;
        }
        String key = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElseThrow(() -> new IOException("no WebSocket: " + head));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: " + accepted(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return true;
    }

    /** RFC 6455, section 4.2.2. */
    private static String accepted(String key) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The client or the test has ended it.
                    }
                },
                "failing-endpoint");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
        if (unused != null) {
            unused.close();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
