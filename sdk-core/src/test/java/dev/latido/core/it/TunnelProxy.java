package dev.latido.core.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy as offices have them, speaking HTTP CONNECT (RFC 9110) or SOCKS 5 (RFC 1928, 1929), with a password. */
final class TunnelProxy implements AutoCloseable {

    static final String USER = "plant";
    static final String PASSWORD = "s3cr3t";

    private static final int SOCKS_VERSION = 5;
    private static final int SOCKS_PASSWORD = 2;
    private static final int SOCKS_NAME = 3;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    TunnelProxy(boolean socks) throws IOException {
        daemon(() -> {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                daemon(() -> serve(client, socks));
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Where clients wanted to go, {@code host:port}. */
    List<String> asked() {
        return asked;
    }

    private void serve(Socket client, boolean socks) throws IOException {
        String target = socks ? socks(client) : http(client);
        asked.add(target);
        int colon = target.lastIndexOf(':');
        Socket broker = new Socket(
                target.substring(0, colon).replace("[", "").replace("]", ""),
                Integer.parseInt(target.substring(colon + 1)));
        sockets.add(broker);
        client.getOutputStream()
                .write(
                        socks
                                ? new byte[] {SOCKS_VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0}
                                : "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        daemon(() -> copy(broker, client));
        copy(client, broker);
    }

    private static String http(Socket client) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = client.getInputStream().read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
        }
        String request = head.toString(StandardCharsets.US_ASCII);
        String token = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
        if (!request.contains("Basic " + token)) {
            client.close();
            throw new IOException("not authorised: " + request);
        }
        return request.split(" ", -1)[1];
    }

    private static String socks(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        in.readFully(new byte[in.readUnsignedByte()]);
        out.write(new byte[] {SOCKS_VERSION, SOCKS_PASSWORD});
        in.readByte();
        String user = text(in);
        String password = text(in);
        boolean right = user.equals(USER) && password.equals(PASSWORD);
        out.write(new byte[] {1, (byte) (right ? 0 : 1)});
        if (!right) {
            client.close();
            throw new IOException("not authorised: " + user);
        }
        in.readFully(new byte[3]);
        int type = in.readUnsignedByte();
        String host = type == SOCKS_NAME
                ? text(in)
                : InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
        return host + ":" + in.readUnsignedShort();
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
    }

    private static void copy(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[8_192];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            to.getOutputStream().write(buffer, 0, read);
        }
        to.close();
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
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
