package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.PacketType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The packets that the proxy writes in a peer's place. */
final class AnswerPackets {

    private final int version;

    AnswerPackets(int version) {
        this.version = version;
    }

    /** Returns whether a packet is itself an answer, which the proxy replaces instead of answering it. */
    static boolean replaces(PacketType type) {
        return switch (type) {
            case CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK -> true;
            default -> false;
        };
    }

    /** Returns the answer with this code; null if there is none. */
    @Nullable
    Frame to(Frame frame, int code) {
        int id = frame.packetId();
        return switch (frame.type()) {
            case CONNECT, CONNACK ->
                version == 5 ? Frame.made(PacketType.CONNACK, 0, code, 0) : Frame.made(PacketType.CONNACK, 0, code);
            case PUBLISH ->
                switch (frame.qos()) {
                    case 1 -> acknowledgement(PacketType.PUBACK, id, code);
                    case 2 -> acknowledgement(PacketType.PUBREC, id, code);
                    default -> null;
                };
            case PUBACK, PUBREC, PUBREL, PUBCOMP -> acknowledgement(frame.type(), id, code);
            case SUBSCRIBE, SUBACK -> perFilter(PacketType.SUBACK, id, code, frame.entries(), true);
            case UNSUBSCRIBE, UNSUBACK -> perFilter(PacketType.UNSUBACK, id, code, frame.entries(), version == 5);
            case PINGREQ -> Frame.made(PacketType.PINGRESP);
            case PINGRESP, DISCONNECT, AUTH -> null;
        };
    }

    /** Returns whether the sender of a QoS 2 message sends PUBREL after a PUBREC with this code. */
    boolean goOnAfter(int code) {
        return version != 5 || code < 0x80;
    }

    Frame acknowledgement(PacketType type, int id, int code) {
        return version == 5 && code != 0 ? Frame.made(type, id >> 8, id, code) : Frame.made(type, id >> 8, id);
    }

    private Frame perFilter(PacketType type, int id, int code, int filters, boolean withCodes) {
        int head = version == 5 ? 3 : 2;
        int[] body = new int[head + (withCodes ? filters : 0)];
        Arrays.fill(body, head, body.length, code);
        body[0] = id >> 8;
        body[1] = id;
        if (version == 5) {
            body[2] = 0;
        }
        return Frame.made(type, body);
    }
}
