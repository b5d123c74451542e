package dev.latido.core.internal.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latido.core.internal.LoopbackServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The little of a broker that a publisher and a monitor need: takes their connections, writes down what they publish and
 * subscribe, answers and sends as told. Brokers that are more than that are in the test kit.
 */
public final class LoopbackBroker implements AutoCloseable {

    /** No PUBACK at all. */
    static final int SILENCE = -1;

    /** What was published, in order, with what it was answered. */
    record Published(String topic, String payload, boolean dup, int answer) {}

    final List<Published> published = new CopyOnWriteArrayList<>();
    /** The filters that were subscribed, in order. */
    public final List<String> subscribed = new CopyOnWriteArrayList<>();

    private final LoopbackServer server = LoopbackServer.start("loopback-broker", () -> this::converse);
    private volatile int answer;

    public String uri() {
        return server.uri();
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
    void cut() {
        server.cut();
    }

    private boolean converse(LoopbackServer.Packet packet, OutputStream out) throws IOException {
        ByteBuffer body = ByteBuffer.wrap(packet.body());
        switch (packet.type()) {
            case LoopbackServer.CONNECT -> out.write(new byte[] {0x20, 3, 0, 0, 0});
            case LoopbackServer.PUBLISH -> publish(packet.first(), body, out);
            case LoopbackServer.SUBSCRIBE -> subscribe(body, out);
            case LoopbackServer.PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
            case LoopbackServer.DISCONNECT -> {
                return false;
            }
            default -> throw new IOException("packet " + packet.first());
        }
        return true;
    }

    /** QoS 1. */
    private void publish(int first, ByteBuffer body, OutputStream out) throws IOException {
        String topic = LoopbackServer.text(body);
        short packetId = body.getShort();
        LoopbackServer.skipProperties(body);
        int code = answer;
        published.add(new Published(topic, LoopbackServer.rest(body), (first & 8) != 0, code));
        if (code != SILENCE) {
            out.write(new byte[] {0x40, 3, (byte) (packetId >> 8), (byte) packetId, (byte) code});
        }
    }

    /** One filter. */
    private void subscribe(ByteBuffer body, OutputStream out) throws IOException {
        short packetId = body.getShort();
        LoopbackServer.skipProperties(body);
        out.write(new byte[] {(byte) 0x90, 4, (byte) (packetId >> 8), (byte) packetId, 0, 1});
        subscribed.add(LoopbackServer.text(body));
    }

    /** Sends a message to whoever is connected, with QoS 0. */
    public void send(String topic, String payload) throws IOException {
        byte[] name = topic.getBytes(UTF_8);
        byte[] content = payload.getBytes(UTF_8);
        ByteBuffer packet = ByteBuffer.allocate(5 + name.length + content.length);
        packet.put((byte) 0x30).put((byte) (3 + name.length + content.length));
        packet.putShort((short) name.length).put(name).put((byte) 0).put(content);
        server.send(packet.array());
    }

    @Override
    public void close() {
        server.close();
    }
}
