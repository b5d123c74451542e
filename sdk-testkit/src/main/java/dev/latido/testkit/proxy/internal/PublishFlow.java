package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.internal.mqtt.PacketProperties;
import dev.latido.testkit.proxy.PacketType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages with QoS 1 and 2 in flight in one direction of one connection: the originals, and the copies that the
 * proxy added. It hides acknowledgements of copies from the sender, and keeps originals and copies together within the
 * receiver's Receive Maximum. Not thread-safe: used under the lock of its connection.
 */
final class PublishFlow {

    private static final int PACKET_IDS = 65_535;

    private record Waiting(Frame frame, boolean copy) {}

    private final Consumer<Frame> toReceiver;
    private final Map<Integer, String> originals = new HashMap<>();
    private final Set<Integer> copies = new HashSet<>();
    private final Deque<Waiting> gate = new ArrayDeque<>();
    /** Duplicates with the same id: packet id → whether the first of the two acknowledgements has passed. */
    private final Map<Integer, Boolean> surplus = new HashMap<>();

    private final Set<Integer> answered = new HashSet<>();
    private int receiveMaximum = PacketProperties.NO_RECEIVE_MAXIMUM;
    private int lastId;

    PublishFlow(Consumer<Frame> toReceiver) {
        this.toReceiver = toReceiver;
    }

    void receiveMaximum(int value) {
        receiveMaximum = value;
    }

    /** Sends an original, or queues it if copies have used up the receiver's quota. */
    void forward(Frame publish) {
        if (publish.qos() == 0) {
            toReceiver.accept(publish);
        } else if (copies.isEmpty() && gate.isEmpty()) {
            opened(publish);
            toReceiver.accept(publish);
        } else {
            gate.add(new Waiting(publish, false));
            release();
        }
    }

    /** Records an original that is sent by other means. */
    void opened(Frame publish) {
        if (publish.qos() > 0) {
            lastId = publish.packetId();
            originals.put(lastId, publish.topic());
        }
    }

    /** Sends a copy under a new packet id, now or when the quota permits. */
    void redeliver(Frame publish) {
        if (publish.qos() == 0) {
            toReceiver.accept(publish);
        } else {
            gate.add(new Waiting(publish, true));
            release();
        }
    }

    /**
     * Records that the receiver will acknowledge this id twice. The second acknowledgement is hidden from the sender.
     */
    void expectSurplus(int packetId) {
        surplus.put(packetId, false);
    }

    /** Records that the proxy has answered a QoS 2 message. It will also answer the PUBREL. */
    void answered(int packetId) {
        answered.add(packetId);
    }

    /** Returns whether the sender's PUBREL ends an exchange in which only the proxy took part. */
    boolean completes(Frame pubrel) {
        return answered.remove(pubrel.packetId());
    }

    @Nullable
    String topicOf(int packetId) {
        return originals.get(packetId);
    }

    /**
     * Handles an acknowledgement of the receiver. Returns whether it is for a copy and therefore hidden from the
     * sender.
     */
    boolean swallows(Frame ack) {
        int id = ack.packetId();
        boolean last = ack.type() != PacketType.PUBREC || ack.reasonCode() >= 0x80;
        if (copies.contains(id)) {
            if (last) {
                copies.remove(id);
                release();
            } else {
                toReceiver.accept(Frame.made(PacketType.PUBREL, id >> 8, id));
            }
            return true;
        }
        Boolean passed = ack.type() == PacketType.PUBCOMP ? null : surplus.get(id);
        if (passed != null && passed) {
            surplus.remove(id);
            return true;
        }
        if (passed != null) {
            surplus.put(id, true);
        }
        if (last) {
            originals.remove(id);
            release();
        }
        return false;
    }

    private void release() {
        while (!gate.isEmpty() && originals.size() + copies.size() < receiveMaximum) {
            Waiting next = gate.remove();
            if (next.copy()) {
                int id = freshId();
                copies.add(id);
                toReceiver.accept(next.frame().withPacketId(id).withDup(false));
            } else {
                opened(next.frame());
                toReceiver.accept(next.frame());
            }
        }
    }

    /**
     * Returns an id far from those that the sender uses next, so that the sender does not use it while the copy is in
     * flight.
     */
    private int freshId() {
        int id = (lastId + PACKET_IDS / 2) % PACKET_IDS + 1;
        while (originals.containsKey(id) || copies.contains(id)) {
            id = id % PACKET_IDS + 1;
        }
        return id;
    }
}
