package dev.latido.core.it;

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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** A broker that ends the connection at some packets, with a DISCONNECT or without a word, and answers all others. */
final class TouchyBroker implements AutoCloseable {

    /** Closes the socket without a DISCONNECT. */
    static final int CLOSE = -1;

    /** The topics of the messages that it has acknowledged, in order; a repetition is there twice. */
    final List<String> accepted = new CopyOnWriteArrayList<>();

    final List<String> payloads = new CopyOnWriteArrayList<>();
    final List<String> subscribed = new CopyOnWriteArrayList<>();
    final AtomicInteger sessions = new AtomicInteger();
    final AtomicInteger wills = new AtomicInteger();

    /** Ends the connection at a message with this topic and payload. */
    volatile BiPredicate<String, byte[]> poison = (topic, payload) -> false;

    /** Ends the connection at a subscription to this filter. */
    volatile Predicate<String> poisonFilter = filter -> false;

    /** Ends the connection at a CONNECT with a will. */
    volatile boolean refusingWills;

    /** Sends a message with a topic alias after each CONNACK, although the client allows none. */
    volatile boolean usingAliases;

    /** The reason code of the DISCONNECT, or {@link #CLOSE}. */
    volatile int code = CLOSE;

    private final ServerSocket server;
    private final Thread thread = new Thread(this::serve, "touchy-broker");
    private final List<Socket> clients = new CopyOnWriteArrayList<>();

    TouchyBroker() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
    }

    String uri() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    void cut() {
        for (Socket client : clients) {
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                clients.add(client);
                new Thread(() -> serve(client), "touchy-client").start();
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
        boolean v5 = true;
        while (true) {
            int first = in.readUnsignedByte();
            ByteBuffer body = ByteBuffer.wrap(in.readNBytes(varint(in::readUnsignedByte)));
            boolean good = true;
            switch (first >> 4) {
                case 1 -> {
                    v5 = body.get(6) == 5;
                    boolean will = (body.get(7) & 4) != 0;
                    good = !(will && refusingWills);
                    if (good) {
                        sessions.incrementAndGet();
                        wills.addAndGet(will ? 1 : 0);
                        out.write(v5 ? new byte[] {0x20, 3, 0, 0, 0} : new byte[] {0x20, 2, 0, 0});
                        if (usingAliases) {
                            out.write(new byte[] {0x30, 7, 0, 1, 'a', 3, 0x23, 0, 1});
                        }
                    }
                }
                case 3 -> good = publish(first, body, v5, out);
                case 6 -> {
                    short id = body.getShort();
                    out.write(new byte[] {0x70, 2, (byte) (id >> 8), (byte) id});
                }
                case 8 -> good = subscribe(body, v5, out);
                case 12 -> out.write(new byte[] {(byte) 0xD0, 0});
                case 14 -> {
                    return;
                }
                default -> throw new IOException("packet " + first);
            }
            if (!good) {
                if (v5 && code != CLOSE && first >> 4 != 1) {
                    out.write(new byte[] {(byte) 0xE0, 1, (byte) code});
                }
                return;
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

    private boolean publish(int first, ByteBuffer body, boolean v5, OutputStream out) throws IOException {
        String topic = text(body, body.getShort());
        int qos = first >> 1 & 3;
        short id = qos == 0 ? 0 : body.getShort();
        if (v5) {
            int properties = varint(body::get);
            body.position(body.position() + properties);
        }
        byte[] payload = new byte[body.remaining()];
        body.get(payload);
        if (poison.test(topic, payload)) {
            return false;
        }
        accepted.add(topic);
        payloads.add(new String(payload, UTF_8));
        if (qos > 0) {
            out.write(new byte[] {(byte) (qos == 1 ? 0x40 : 0x50), 2, (byte) (id >> 8), (byte) id});
        }
        return true;
    }

    private boolean subscribe(ByteBuffer body, boolean v5, OutputStream out) throws IOException {
        short id = body.getShort();
        if (v5) {
            int properties = varint(body::get);
            body.position(body.position() + properties);
        }
        int filters = 0;
        while (body.hasRemaining()) {
            String filter = text(body, body.getShort());
            body.get();
            if (poisonFilter.test(filter)) {
                return false;
            }
            subscribed.add(filter);
            filters++;
        }
        ByteBuffer answer = ByteBuffer.allocate(5 + filters);
        answer.put((byte) 0x90).put((byte) (2 + filters + (v5 ? 1 : 0))).putShort(id);
        if (v5) {
            answer.put((byte) 0);
        }
        for (int i = 0; i < filters; i++) {
            answer.put((byte) 1);
        }
        out.write(answer.array(), 0, answer.position());
        return true;
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
