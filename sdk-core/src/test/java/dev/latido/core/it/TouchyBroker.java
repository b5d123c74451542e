package dev.latido.core.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.latido.core.internal.LoopbackServer;
import dev.latido.core.internal.LoopbackServer.Packet;
import java.io.IOException;
import java.io.OutputStream;
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

    private final LoopbackServer server = LoopbackServer.start("touchy-broker", Client::new);

    String uri() {
        return server.uri();
    }

    /** What is said to one client, in its version of MQTT. */
    private final class Client implements LoopbackServer.Conversation {

        private boolean v5 = true;

        @Override
        public boolean answer(Packet packet, OutputStream out) throws IOException {
            ByteBuffer body = ByteBuffer.wrap(packet.body());
            boolean good = true;
            switch (packet.type()) {
                case LoopbackServer.CONNECT -> {
                    v5 = body.get(6) == 5;
                    good = connect((body.get(7) & 4) != 0, v5, out);
                }
                case LoopbackServer.PUBLISH -> good = publish(packet.qos(), body, v5, out);
                case LoopbackServer.PUBREL -> {
                    short id = body.getShort();
                    out.write(new byte[] {0x70, 2, (byte) (id >> 8), (byte) id});
                }
                case LoopbackServer.SUBSCRIBE -> good = subscribe(body, v5, out);
                case LoopbackServer.PINGREQ -> out.write(new byte[] {(byte) 0xD0, 0});
                case LoopbackServer.DISCONNECT -> {
                    return false;
                }
                default -> throw new IOException("packet " + packet.first());
            }
            if (!good && v5 && code != CLOSE && packet.type() != LoopbackServer.CONNECT) {
                out.write(new byte[] {(byte) 0xE0, 1, (byte) code});
            }
            return good;
        }
    }

    private boolean connect(boolean will, boolean v5, OutputStream out) throws IOException {
        if (will && refusingWills) {
            return false;
        }
        sessions.incrementAndGet();
        wills.addAndGet(will ? 1 : 0);
        out.write(v5 ? new byte[] {0x20, 3, 0, 0, 0} : new byte[] {0x20, 2, 0, 0});
        if (usingAliases) {
            out.write(new byte[] {0x30, 7, 0, 1, 'a', 3, 0x23, 0, 1});
        }
        return true;
    }

    private boolean publish(int qos, ByteBuffer body, boolean v5, OutputStream out) throws IOException {
        String topic = LoopbackServer.text(body);
        short id = qos == 0 ? 0 : body.getShort();
        if (v5) {
            LoopbackServer.skipProperties(body);
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
            LoopbackServer.skipProperties(body);
        }
        int filters = 0;
        while (body.hasRemaining()) {
            String filter = LoopbackServer.text(body);
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

    @Override
    public void close() {
        server.close();
    }
}
