package dev.latido.core.internal.session;

import dev.latido.core.ConnectionRefusedException;
import dev.latido.core.MqttVersion;
import dev.latido.core.internal.session.BrokerAnswerException.Packet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The MQTT 5 reason codes (section 2.4), and which of them are permanent. */
public final class ReasonCodes {

    public static final int SUCCESS = 0x00;
    public static final int NO_MATCHING_SUBSCRIBERS = 0x10;
    public static final int UNSPECIFIED_ERROR = 0x80;
    public static final int MALFORMED_PACKET = 0x81;
    public static final int PROTOCOL_ERROR = 0x82;
    static final int IMPLEMENTATION_SPECIFIC_ERROR = 0x83;
    public static final int UNSUPPORTED_PROTOCOL_VERSION = 0x84;
    public static final int CLIENT_IDENTIFIER_NOT_VALID = 0x85;
    public static final int BAD_USER_NAME_OR_PASSWORD = 0x86;
    public static final int NOT_AUTHORIZED = 0x87;
    static final int SERVER_UNAVAILABLE = 0x88;
    public static final int SERVER_BUSY = 0x89;
    public static final int BANNED = 0x8A;
    public static final int BAD_AUTHENTICATION_METHOD = 0x8C;
    static final int KEEP_ALIVE_TIMEOUT = 0x8D;
    public static final int SESSION_TAKEN_OVER = 0x8E;
    public static final int TOPIC_FILTER_INVALID = 0x8F;
    public static final int TOPIC_NAME_INVALID = 0x90;
    static final int PACKET_IDENTIFIER_IN_USE = 0x91;
    static final int RECEIVE_MAXIMUM_EXCEEDED = 0x93;
    public static final int PACKET_TOO_LARGE = 0x95;
    public static final int QUOTA_EXCEEDED = 0x97;
    public static final int PAYLOAD_FORMAT_INVALID = 0x99;
    public static final int RETAIN_NOT_SUPPORTED = 0x9A;
    public static final int QOS_NOT_SUPPORTED = 0x9B;
    public static final int USE_ANOTHER_SERVER = 0x9C;
    public static final int SERVER_MOVED = 0x9D;

    private static final Set<Integer> PERMANENT_REFUSALS = Set.of(
            MALFORMED_PACKET,
            PROTOCOL_ERROR,
            UNSUPPORTED_PROTOCOL_VERSION,
            CLIENT_IDENTIFIER_NOT_VALID,
            BAD_USER_NAME_OR_PASSWORD,
            NOT_AUTHORIZED,
            BANNED,
            BAD_AUTHENTICATION_METHOD,
            TOPIC_NAME_INVALID,
            PACKET_TOO_LARGE,
            PAYLOAD_FORMAT_INVALID,
            RETAIN_NOT_SUPPORTED,
            QOS_NOT_SUPPORTED,
            USE_ANOTHER_SERVER,
            SERVER_MOVED);

    /** In a DISCONNECT, the other codes may refer to a single packet; if not, the next CONNACK repeats them. */
    private static final Set<Integer> PERMANENT_ENDS =
            Set.of(BANNED, BAD_AUTHENTICATION_METHOD, USE_ANOTHER_SERVER, SERVER_MOVED);

    private static final Set<Integer> TEMPORARY_REJECTIONS = Set.of(
            UNSPECIFIED_ERROR, IMPLEMENTATION_SPECIFIC_ERROR, SERVER_BUSY, PACKET_IDENTIFIER_IN_USE, QUOTA_EXCEEDED);

    private ReasonCodes() {}

    /** Returns the reason code in the broker's CONNACK or DISCONNECT, or null if there is none. */
    public static @Nullable Integer of(Throwable failure) {
        if (failure instanceof ConnectionRefusedException refused) {
            return refused.reasonCode();
        }
        return failure instanceof BrokerAnswerException answer ? (Integer) answer.code() : null;
    }

    /** Returns the answer if the broker refused or ended the connection for a permanent reason; otherwise null. */
    public static @Nullable BrokerAnswerException permanentRefusal(Throwable failure) {
        if (!(failure instanceof BrokerAnswerException answer)) {
            return null;
        }
        boolean permanent = (answer.packet() == Packet.CONNACK && PERMANENT_REFUSALS.contains(answer.code()))
                || (answer.packet() == Packet.DISCONNECT && PERMANENT_ENDS.contains(answer.code()));
        return permanent ? answer : null;
    }

    /** Returns what to do when the broker refuses a connection with a code. */
    public static String advice(int code, String clientId, MqttVersion version) {
        return switch (code) {
            case BAD_USER_NAME_OR_PASSWORD -> "check user name and password";
            case NOT_AUTHORIZED ->
                "allow " + clientId + " on the broker: check the rules for its user name, client id and address";
            case CLIENT_IDENTIFIER_NOT_VALID -> "choose a client id that the broker accepts";
            case UNSUPPORTED_PROTOCOL_VERSION ->
                version == MqttVersion.MQTT_5
                        ? "the broker does not support MQTT 5: use version(MqttVersion.MQTT_3_1_1)"
                        : "the broker does not support MQTT 3.1.1: use version(MqttVersion.MQTT_5)";
            case BANNED -> "ask the broker's administrator why " + clientId + " is banned";
            case BAD_AUTHENTICATION_METHOD ->
                "the broker requires another authentication method than user name and password";
            case USE_ANOTHER_SERVER, SERVER_MOVED ->
                "connect to the server that the broker names, or ask its administrator for the new address";
            case TOPIC_NAME_INVALID,
                    PACKET_TOO_LARGE,
                    PAYLOAD_FORMAT_INVALID,
                    RETAIN_NOT_SUPPORTED,
                    QOS_NOT_SUPPORTED -> "the broker does not accept the Last Will: check its limits";
            case MALFORMED_PACKET, PROTOCOL_ERROR ->
                "the broker does not understand CONNECT: check whether a proxy on the way changes it";
            default -> "the broker cannot accept the connection at the moment: try again later, and see its log";
        };
    }

    /** Returns whether the broker does not support this version of MQTT. */
    public static boolean isOfTheVersion(Throwable failure) {
        return failure instanceof BrokerAnswerException answer
                && answer.packet() == Packet.CONNACK
                && answer.code() == UNSUPPORTED_PROTOCOL_VERSION;
    }

    /** Returns whether the rejection is temporary, so that the broker may accept the same message later. */
    public static boolean isPassing(BrokerAnswerException rejected) {
        return TEMPORARY_REJECTIONS.contains(rejected.code());
    }
}
