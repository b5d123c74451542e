package dev.latido.core.it;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A broker that answers CONNECT as told, with limits or with something that is no CONNACK of MQTT 5, and everything else
 * with success. It writes down the packets that it gets.
 */
public final class ScriptedBroker implements AutoCloseable {

    public static final int CONNECT = 1;
    public static final int PUBLISH = 3;
    public static final int SUBSCRIBE = 8;

    private static final int PUBREL = 6;
    private static final int UNSUBSCRIBE = 10;
    private static final int PINGREQ = 12;
    private static final int DISCONNECT = 14;

    /** A packet as it arrived. */
    public record Packet(int first, byte[] body) {

        public int type() {
            return first >> 4;
        }

        /** The packet, as far as it is text. */
        public String text() {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    /** What was received, in order, over all connections. */
    public final List<Packet> packets = new CopyOnWriteArrayList<>();

    private final ServerSocket server;
    private final Thread thread = new Thread(this::serve, "scripted-broker");
    private final IntFunction<byte @Nullable []> connack;
    private final List<Socket> clients = new CopyOnWriteArrayList<>();
    private volatile boolean deaf;
    private volatile byte[] afterConnack = {};

    /**
     * Starts a broker.
     *
     * @param connack gets the protocol level of a CONNECT and returns the answer, byte for byte; null closes the
     *     connection
     */
    public ScriptedBroker(IntFunction<byte @Nullable []> connack) {
        this.connack = connack;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread.start();
    }

    /** A broker of MQTT 5 with these properties in its CONNACK. */
    public static ScriptedBroker granting(boolean sessionPresent, int... properties) {
        byte[] answer = new byte[5 + properties.length];
        answer[0] = 0x20;
        answer[1] = (byte) (3 + properties.length);
        answer[2] = (byte) (sessionPresent ? 1 : 0);
        answer[4] = (byte) properties.length;
        for (int i = 0; i < properties.length; i++) {
            answer[5 + i] = (byte) properties[i];
        }
        return new ScriptedBroker(level -> answer);
    }

    public String uri() {
        return "mqtt://127.0.0.1:" + server.getLocalPort();
    }

    /** Sends these bytes after each CONNACK. */
    public ScriptedBroker sending(byte[] packet) {
        afterConnack = packet.clone();
        return this;
    }

    /** A PUBLISH of MQTT 5 with QoS 1. */
    public static byte[] publish(String topic, String payload) {
        byte[] name = topic.getBytes(StandardCharsets.UTF_8);
        byte[] content = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuffer packet = ByteBuffer.allocate(7 + name.length + content.length);
        packet.put((byte) 0x32).put((byte) (5 + name.length + content.length));
        packet.putShort((short) name.length)
                .put(name)
                .putShort((short) 1)
                .put((byte) 0)
                .put(content);
        return packet.array();
    }

    /** The number of packets of a type. */
    public long count(int type) {
        return packets.stream().filter(packet -> packet.type() == type).count();
    }

    /** Ends all connections. */
    public void cut() {
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
                new Thread(() -> serve(client), "scripted-broker-client").start();
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
        while (!deaf) {
            int first = in.readUnsignedByte();
            byte[] body = in.readNBytes(length(in));
            Packet packet = new Packet(first, body);
            packets.add(packet);
            byte[] answer = answer(packet);
            if (answer == null) {
                return;
            }
            out.write(answer);
        }
    }

    private byte @Nullable [] answer(Packet packet) {
        ByteBuffer body = ByteBuffer.wrap(packet.body());
        return switch (packet.type()) {
            case CONNECT -> connected(connack.apply(packet.body()[6]));
            case PUBLISH -> {
                int qos = packet.first() >> 1 & 3;
                byte[] id = new byte[2];
                if (qos > 0) {
                    body.position(2 + body.getShort()).get(id);
                }
                yield qos == 0 ? new byte[0] : new byte[] {(byte) (qos == 1 ? 0x40 : 0x50), 2, id[0], id[1]};
            }
            case PUBREL -> new byte[] {0x70, 2, body.get(), body.get()};
            case SUBSCRIBE -> new byte[] {(byte) 0x90, 4, body.get(), body.get(), 0, 1};
            case UNSUBSCRIBE -> new byte[] {(byte) 0xB0, 4, body.get(), body.get(), 0, 0};
            case PINGREQ -> new byte[] {(byte) 0xD0, 0};
            case DISCONNECT -> null;
            default -> new byte[0];
        };
    }

    private byte @Nullable [] connected(byte @Nullable [] answer) {
        if (answer == null) {
            return null;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(answer);
        all.writeBytes(afterConnack);
        return all.toByteArray();
    }

    private static int length(DataInputStream in) throws IOException {
        int length = 0;
        int digit;
        int shift = 0;
        do {
            digit = in.readUnsignedByte();
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        return length;
    }

    @Override
    public void close() {
        try {
            server.close();
            deaf = true;
            cut();
            thread.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
