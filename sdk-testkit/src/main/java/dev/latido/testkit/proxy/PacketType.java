package dev.latido.testkit.proxy;

/** The MQTT control packet types; {@link #code()} is the number on the wire. */
public enum PacketType {
    /** The client requests a session. */
    CONNECT(1),
    /** The broker grants or refuses it. */
    CONNACK(2),
    /** A message, in either direction. */
    PUBLISH(3),
    /** End of a QoS 1 exchange. */
    PUBACK(4),
    /** QoS 2, second step. */
    PUBREC(5),
    /** QoS 2, third step. */
    PUBREL(6),
    /** QoS 2, last step. */
    PUBCOMP(7),
    /** The client subscribes to filters. */
    SUBSCRIBE(8),
    /** The broker's answer, one code per filter. */
    SUBACK(9),
    /** The client unsubscribes from filters. */
    UNSUBSCRIBE(10),
    /** The broker's answer. */
    UNSUBACK(11),
    /** The client's keep-alive packet. */
    PINGREQ(12),
    /** The broker's answer. */
    PINGRESP(13),
    /** A graceful disconnect; from the broker only in MQTT 5. */
    DISCONNECT(14),
    /** Extended authentication, MQTT 5 only. */
    AUTH(15);

    private static final PacketType[] ALL = values();

    private final int code;

    PacketType(int code) {
        this.code = code;
    }

    /**
     * Returns the number in the upper half of the packet's first byte.
     *
     * @return 1 to 15
     */
    public int code() {
        return code;
    }

    /**
     * Returns the type with this number.
     *
     * @param code 1 to 15
     * @return the type
     * @throws IllegalArgumentException if there is no such type
     */
    public static PacketType of(int code) {
        if (code < 1 || code > 15) {
            throw new IllegalArgumentException("no MQTT packet type " + code);
        }
        return ALL[code - 1];
    }
}
