package dev.latido.core.it;

import dev.latido.core.internal.LoopbackServer;
import dev.latido.core.internal.LoopbackServer.Packet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

    public static final int CONNECT = LoopbackServer.CONNECT;
    public static final int PUBLISH = LoopbackServer.PUBLISH;
    public static final int SUBSCRIBE = LoopbackServer.SUBSCRIBE;

    /** What was received, in order, over all connections. */
    public final List<Packet> packets = new CopyOnWriteArrayList<>();

    private final LoopbackServer server;
    private final IntFunction<byte @Nullable []> connack;
    private volatile byte[] afterConnack = {};

    /**
     * Starts a broker.
     *
     * @param connack gets the protocol level of a CONNECT and returns the answer, byte for byte; null closes the
     *     connection
     */
    public ScriptedBroker(IntFunction<byte @Nullable []> connack) {
        this.connack = connack;
        server = LoopbackServer.start("scripted-broker", () -> this::converse);
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
        return server.uri();
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
        server.cut();
    }

    private boolean converse(Packet packet, OutputStream out) throws IOException {
        packets.add(packet);
        byte[] answer = answer(packet);
        if (answer != null) {
            out.write(answer);
        }
        return answer != null;
    }

    private byte @Nullable [] answer(Packet packet) {
        ByteBuffer body = ByteBuffer.wrap(packet.body());
        return switch (packet.type()) {
            case CONNECT -> connected(connack.apply(packet.body()[6]));
            case PUBLISH -> {
                int qos = packet.qos();
                byte[] id = new byte[2];
                if (qos > 0) {
                    body.position(2 + body.getShort()).get(id);
                }
                yield qos == 0 ? new byte[0] : new byte[] {(byte) (qos == 1 ? 0x40 : 0x50), 2, id[0], id[1]};
            }
            case LoopbackServer.PUBREL -> new byte[] {0x70, 2, body.get(), body.get()};
            case SUBSCRIBE -> new byte[] {(byte) 0x90, 4, body.get(), body.get(), 0, 1};
            case LoopbackServer.UNSUBSCRIBE -> new byte[] {(byte) 0xB0, 4, body.get(), body.get(), 0, 0};
            case LoopbackServer.PINGREQ -> new byte[] {(byte) 0xD0, 0};
            case LoopbackServer.DISCONNECT -> null;
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

    @Override
    public void close() {
        server.close();
    }
}
