package dev.latido.core.internal.publish;

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

/**
 * The little of a broker that a publisher and a monitor need: takes their connections, writes down what they publish and
 * subscribe, answers and sends as told. Brokers that are more than that are in the test kit.
 */
final class LoopbackBroker implements AutoCloseable {

    /** No PUBACK at all. */
    static final int SILENCE = -1;

    private static final int CONNECT = 1;
    private static final int PUBLISH = 3;
    private static final int SUBSCRIBE = 8;
    private static final int PINGREQ = 12;
    private static final int DISCONNECT = 14;

    /** What was published, in order, with what it was answered. */
    record Published(String topic, String payload, boolean dup, int answer) {}

    final List<Published> published = new CopyOnWriteArrayList<>();
    /** The filters that were subscribed, in order. */
    final List<String> subscribed = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final Thread thread = new Thread(this::serve, "loopback-broker");
    private volatile int answer;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    LoopbackBroker() {
        try {
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
    }

    String uri() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    /** The reason code of every PUBACK from now on. */
    LoopbackBroker answering(int reasonCode) {
        answer = reasonCode;
        return this;
    }

    /** The payloads of what was published, in order. */
    List<String> payloads() {
        return published.stream().map(Published::payload).toList();
    }

    /** Ends the connections that stand. */
    void cut() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                if (server.isClosed()) {
                    client.close();
                }
                new Thread(() -> serve(client), "loopback-client").start();
            } catch (IOException e) {
                // Closed by the test.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            converse(new DataInputStream(client.getInputStream()), client.getOutputStream());
        } catch (IOException e) {
            // The client or the test has ended it.
        } finally {
            clients.remove(client);
        }
    }

    private void converse(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            ByteBuffer body = ByteBuffer.wrap(in.readNBytes(varint(in::readUnsignedByte)));
            switch (first >> 4) {
                case CONNECT -> out.write(new byte[] {0x20, 3, 0, 0, 0});
                case PUBLISH -> publish(first, body, out);
                case SUBSCRIBE -> subscribe(body, out);
                case PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
                case DISCONNECT -> {
                    return;
                }
                default -> throw new IOException("packet " + first);
            }
        }
    }

    private interface Bytes {

        int next() throws IOException;
    }

    private static int varint(Bytes bytes) throws IOException {
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

    /** QoS 1. */
    private void publish(int first, ByteBuffer body, OutputStream out) throws IOException {
        String topic = text(body, body.getShort());
        short packetId = body.getShort();
        int properties = varint(body::get);
        body.position(body.position() + properties);
        int code = answer;
        published.add(new Published(topic, text(body, body.remaining()), (first & 8) != 0, code));
        if (code != SILENCE) {
            out.write(new byte[] {0x40, 3, (byte) (packetId >> 8), (byte) packetId, (byte) code});
        }
    }

    /** One filter. */
    private void subscribe(ByteBuffer body, OutputStream out) throws IOException {
        short packetId = body.getShort();
        int properties = varint(body::get);
        body.position(body.position() + properties);
        out.write(new byte[] {(byte) 0x90, 4, (byte) (packetId >> 8), (byte) packetId, 0, 1});
        subscribed.add(text(body, body.getShort()));
    }

    /** Sends a message to whoever is connected, with QoS 0. */
    void send(String topic, String payload) throws IOException {
        byte[] name = topic.getBytes(UTF_8);
        byte[] content = payload.getBytes(UTF_8);
        ByteBuffer packet = ByteBuffer.allocate(5 + name.length + content.length);
        packet.put((byte) 0x30).put((byte) (3 + name.length + content.length));
        packet.putShort((short) name.length).put(name).put((byte) 0).put(content);
        for (Socket client : clients) {
            client.getOutputStream().write(packet.array());
        }
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
