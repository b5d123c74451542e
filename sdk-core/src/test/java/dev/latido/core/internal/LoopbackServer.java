package dev.latido.core.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A port of this machine at which each client sends MQTT packets to a conversation of its own. */
public final class LoopbackServer implements AutoCloseable {

    public static final int CONNECT = 1;
    public static final int PUBLISH = 3;
    public static final int PUBREL = 6;
    public static final int SUBSCRIBE = 8;
    public static final int UNSUBSCRIBE = 10;
    public static final int PINGREQ = 12;
    public static final int DISCONNECT = 14;

    private static final int BACKLOG = 50;

    /** What the server says to one client. */
    public interface Conversation {

        /** Answers a packet. Returns whether the connection goes on. */
        boolean answer(Packet packet, OutputStream out) throws IOException;
    }

    /** A packet as it arrived. */
    public record Packet(int first, byte[] body) {

        public int type() {
            return first >> 4;
        }

        /** The quality of service of a PUBLISH. */
        public int qos() {
            return first >> 1 & 3;
        }

        /** The packet, as far as it is text. */
        public String text() {
            return new String(body, ISO_8859_1);
        }
    }

    private interface Bytes {

        int next() throws IOException;
    }

    private final Supplier<Conversation> conversations;
    private final ServerSocket server;
    private final Thread thread;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    private LoopbackServer(String name, Supplier<Conversation> conversations) {
        this.conversations = conversations;
        this.thread = new Thread(this::accept, name);
        try {
            server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a server whose threads have this name. */
    public static LoopbackServer start(String name, Supplier<Conversation> conversations) {
        LoopbackServer started = new LoopbackServer(name, conversations);
        started.thread.start();
        return started;
    }

    public String uri() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    /** Sends a packet to whoever is connected. */
    public void send(byte[] packet) throws IOException {
        for (Socket client : clients) {
            client.getOutputStream().write(packet);
        }
    }

    /** Ends the connections that stand. */
    public void cut() {
        try {
            for (Socket client : clients) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                if (server.isClosed()) {
                    client.close();
                }
                new Thread(() -> serve(client), thread.getName() + "-client").start();
            } catch (IOException e) {
                // Closed by the test.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            Conversation conversation = conversations.get();
            Packet packet;
            do {
                packet = new Packet(in.readUnsignedByte(), in.readNBytes(variableInteger(in::readUnsignedByte)));
            } while (conversation.answer(packet, client.getOutputStream()));
        } catch (IOException e) {
            // The client or the test has ended it.
        } finally {
            clients.remove(client);
        }
    }

    private static int variableInteger(Bytes bytes) throws IOException {
        int value = 0;
        int digit;
        int shift = 0;
        do {
            digit = bytes.next();
            value |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        return value;
    }

    /** Passes over the properties of MQTT 5. */
    public static void skipProperties(ByteBuffer body) throws IOException {
        int properties = variableInteger(body::get);
        body.position(body.position() + properties);
    }

    /** Reads a text after its length. */
    public static String text(ByteBuffer body) {
        return text(body, body.getShort());
    }

    /** Reads what is left. */
    public static String rest(ByteBuffer body) {
        return text(body, body.remaining());
    }

    private static String text(ByteBuffer body, int length) {
        byte[] bytes = new byte[length];
        body.get(bytes);
        return new String(bytes, UTF_8);
    }

    @Override
    public void close() {
        try {
            server.close();
            cut();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
