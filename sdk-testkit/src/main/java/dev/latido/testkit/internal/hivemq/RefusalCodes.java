package dev.latido.testkit.internal.hivemq;

import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import java.util.EnumMap;
import java.util.Map;

/** The reason codes with which an embedded broker can refuse a client (MQTT 5, section 3.2.2.2). */
final class RefusalCodes {

    private static final Map<ConnackReasonCode, Integer> CODES = new EnumMap<>(Map.ofEntries(
            Map.entry(ConnackReasonCode.UNSPECIFIED_ERROR, 0x80),
            Map.entry(ConnackReasonCode.MALFORMED_PACKET, 0x81),
            Map.entry(ConnackReasonCode.PROTOCOL_ERROR, 0x82),
            Map.entry(ConnackReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, 0x83),
            Map.entry(ConnackReasonCode.UNSUPPORTED_PROTOCOL_VERSION, 0x84),
            Map.entry(ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID, 0x85),
            Map.entry(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, 0x86),
            Map.entry(ConnackReasonCode.NOT_AUTHORIZED, 0x87),
            Map.entry(ConnackReasonCode.SERVER_UNAVAILABLE, 0x88),
            Map.entry(ConnackReasonCode.SERVER_BUSY, 0x89),
            Map.entry(ConnackReasonCode.BANNED, 0x8A),
            Map.entry(ConnackReasonCode.BAD_AUTHENTICATION_METHOD, 0x8C),
            Map.entry(ConnackReasonCode.TOPIC_NAME_INVALID, 0x90),
            Map.entry(ConnackReasonCode.PACKET_TOO_LARGE, 0x95),
            Map.entry(ConnackReasonCode.QUOTA_EXCEEDED, 0x97),
            Map.entry(ConnackReasonCode.PAYLOAD_FORMAT_INVALID, 0x99),
            Map.entry(ConnackReasonCode.RETAIN_NOT_SUPPORTED, 0x9A),
            Map.entry(ConnackReasonCode.QOS_NOT_SUPPORTED, 0x9B),
            Map.entry(ConnackReasonCode.USE_ANOTHER_SERVER, 0x9C),
            Map.entry(ConnackReasonCode.SERVER_MOVED, 0x9D),
            Map.entry(ConnackReasonCode.CONNECTION_RATE_EXCEEDED, 0x9F)));

    private RefusalCodes() {}

    /** Returns the broker's name for a code. */
    static ConnackReasonCode code(int code) {
        return CODES.entrySet().stream()
                .filter(entry -> entry.getValue() == code)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "reasonCode must be an error of a CONNACK, was 0x" + Integer.toHexString(code)));
    }
}
