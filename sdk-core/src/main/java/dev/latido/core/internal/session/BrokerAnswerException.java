package dev.latido.core.internal.session;

import org.jspecify.annotations.Nullable;

/** A broker's answer with an error code, whatever the version of MQTT and the packet it came in. */
final class BrokerAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The packet that carried the answer. */
    enum Packet {
        CONNACK,
        PUBACK,
        PUBREC,
        SUBACK,
        DISCONNECT
    }

    private final Packet packet;
    private final int code;
    private final String words;

    /**
     * An answer.
     *
     * @param code the MQTT 5 reason code (section 2.4); codes of MQTT 3.1.1 are translated
     * @param name the code's name in the specification's words
     * @param reason the broker's own words, or empty
     */
    BrokerAnswerException(Packet packet, int code, Enum<?> name, String reason, @Nullable Throwable cause) {
        super(packet + ": " + answer(name, reason), cause);
        this.packet = packet;
        this.code = code;
        this.words = answer(name, reason);
    }

    private static String answer(Enum<?> name, String reason) {
        String words = ReasonCodes.inWords(name);
        return reason.isBlank() || words.equalsIgnoreCase(reason) ? words : words + " (" + reason + ")";
    }

    Packet packet() {
        return packet;
    }

    int code() {
        return code;
    }

    /** The answer in words, with the reason string where the broker gave one. */
    String words() {
        return words;
    }
}
