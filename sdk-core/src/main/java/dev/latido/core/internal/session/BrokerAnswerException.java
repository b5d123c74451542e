package dev.latido.core.internal.session;

import dev.latido.core.internal.Failures;
import org.jspecify.annotations.Nullable;

/** A broker's answer with an error code, the same for all MQTT versions and packets. */
public final class BrokerAnswerException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The packet that carried the answer. */
    public enum Packet {
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
     * Creates an exception.
     *
     * @param code the MQTT 5 reason code (section 2.4); codes of MQTT 3.1.1 are translated
     * @param name the code's name in the specification
     * @param reason the broker's reason string, or empty
     */
    public BrokerAnswerException(Packet packet, int code, Enum<?> name, String reason, @Nullable Throwable cause) {
        super(packet + ": " + answer(name, reason), cause);
        this.packet = packet;
        this.code = code;
        this.words = answer(name, reason);
    }

    private static String answer(Enum<?> name, String reason) {
        String words = Failures.inWords(name);
        return reason.isBlank() || words.equalsIgnoreCase(reason) ? words : words + " (" + reason + ")";
    }

    public Packet packet() {
        return packet;
    }

    public int code() {
        return code;
    }

    /** Returns the answer in words, with the broker's reason string if there is one. */
    public String words() {
        return words;
    }
}
