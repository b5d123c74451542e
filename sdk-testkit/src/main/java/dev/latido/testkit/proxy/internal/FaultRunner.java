package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.PacketType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies the fault of a rule to a packet. Not thread-safe: used under the lock of its connection. */
final class FaultRunner {

    private final ProxiedConnection link;
    private final List<Held> held = new ArrayList<>();

    private static final class Held {
        final SeenPacket packet;
        int remaining;

        Held(SeenPacket packet, int remaining) {
            this.packet = packet;
            this.remaining = remaining;
        }
    }

    FaultRunner(ProxiedConnection link) {
        this.link = link;
    }

    void run(Fault fault, SeenPacket packet) {
        if (!applies(fault.action(), packet.frame())) {
            link.log(FaultAction.NOT_APPLICABLE, null, fault.text() + " on " + packet.type());
            forward(packet);
            return;
        }
        link.log(fault.action(), packet.step(fault), packet.topic());
        Frame frame = packet.frame();
        Direction direction = packet.direction();
        PacketSender lane = link.lane(direction);
        switch (fault.action()) {
            case DUPLICATE -> duplicate(packet, frame);
            case DUPLICATE_WITH_DUP_FLAG -> duplicate(packet, frame.qos() > 0 ? frame.withDup(true) : frame);
            case DUPLICATE_SWALLOWING_ACK -> {
                link.flow(direction).expectSurplus(frame.packetId());
                duplicate(packet, frame.withDup(true));
            }
            case REDELIVER_AS_NEW -> {
                forward(packet);
                link.flow(direction).redeliver(frame);
            }
            case HOLD -> held.add(new Held(packet, fault.number()));
            case HOLD_FOR -> {
                open(packet);
                lane.sendAside(frame, fault.duration().toNanos());
            }
            case DELAY -> {
                open(packet);
                lane.send(frame, fault.duration().toNanos());
            }
            case DROP_AND_CUT -> link.endAfter(direction, link::cut);
            case DROP_AND_RESET -> link.endAfter(direction, link::reset);
            case CUT_AFTER -> {
                forward(packet);
                link.endAfter(direction, link::cut);
            }
            case RESET_AFTER -> {
                forward(packet);
                link.endAfter(direction, link::reset);
            }
            case HALF_OPEN_FROM -> link.halfOpen();
            case ANSWER -> answer(packet, fault.number());
            case CORRUPT_PAYLOAD -> link.forward(direction, frame.withCorruptPayload());
            default -> {
                // DROP: the packet is not forwarded.
            }
        }
    }

    /** Called when a packet has been forwarded. Releases held packets that enough packets have overtaken. */
    void overtaken(Direction direction, PacketType type) {
        if (held.isEmpty()) {
            return;
        }
        List<Held> released = new ArrayList<>();
        for (Held one : held) {
            if (one.packet.direction() == direction && one.packet.type() == type && --one.remaining == 0) {
                released.add(one);
            }
        }
        held.removeAll(released);
        released.forEach(one -> link.forward(direction, one.packet.frame()));
    }

    void forget() {
        held.clear();
    }

    private void forward(SeenPacket packet) {
        link.forward(packet.direction(), packet.frame());
        overtaken(packet.direction(), packet.type());
    }

    private void open(SeenPacket packet) {
        if (packet.type() == PacketType.PUBLISH) {
            link.flow(packet.direction()).opened(packet.frame());
        }
    }

    private void duplicate(SeenPacket packet, Frame second) {
        forward(packet);
        link.forward(packet.direction(), second);
    }

    private void answer(SeenPacket packet, int code) {
        Frame frame = packet.frame();
        Direction direction = packet.direction();
        boolean replaces = AnswerPackets.replaces(frame.type());
        @Nullable Frame answer = link.answers().to(frame, code);
        if (answer != null) {
            link.lane(replaces ? direction : direction.opposite()).send(answer);
        }
        if (frame.qos() == 2 && link.answers().goOnAfter(code)) {
            link.flow(direction).answered(frame.packetId());
        }
        if (frame.type() == PacketType.CONNECT || frame.type() == PacketType.CONNACK) {
            link.endAfter(Direction.TO_CLIENT, link::cut);
        }
    }

    private boolean applies(FaultAction action, Frame frame) {
        boolean publish = frame.type() == PacketType.PUBLISH;
        return switch (action) {
            case REDELIVER_AS_NEW -> publish;
            case DUPLICATE_SWALLOWING_ACK -> publish && frame.qos() > 0;
            case CORRUPT_PAYLOAD -> frame.hasPayload();
            case ANSWER -> publish || link.answers().to(frame, 0) != null;
            default -> true;
        };
    }
}
