package dev.latido.core.internal.limits;

/** A packet that was not sent, because the broker said in its CONNACK that it does not accept such packets. */
public sealed class NotGrantedException extends Exception permits PacketTooLargeException {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String words;

    /**
     * Creates an exception.
     *
     * @param code the MQTT 5 reason code with which a broker ends the connection for such a packet
     * @param words what the broker does not accept, as a clause that begins with "it"
     */
    NotGrantedException(int code, String words) {
        super("the broker said in its CONNACK that " + words);
        this.code = code;
        this.words = words;
    }

    /** Creates the exception for a packet that the MQTT client found too large while it encoded it. */
    public NotGrantedException(Throwable cause) {
        super(cause.getMessage(), cause);
        this.code = GrantCheck.PACKET_TOO_LARGE;
        this.words = String.valueOf(cause.getMessage());
    }

    /** Returns the MQTT 5 reason code with which a broker ends the connection for such a packet. */
    public int code() {
        return code;
    }

    /** Returns what the broker does not accept, as a clause that begins with "it". */
    public String words() {
        return words;
    }
}
