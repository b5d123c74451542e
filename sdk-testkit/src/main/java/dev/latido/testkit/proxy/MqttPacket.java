package dev.latido.testkit.proxy;

import java.util.OptionalInt;

/**
 * A packet as the proxy saw it arrive, before any fault. Immutable and thread-safe.
 *
 * @see Packets#where
 */
public interface MqttPacket {

    /**
     * The control packet type.
     *
     * @return never null
     */
    PacketType type();

    /**
     * The way it was going.
     *
     * @return never null
     */
    Direction direction();

    /**
     * The client id of the connection's CONNECT; in MQTT 5 the one assigned by the broker once it is known.
     *
     * @return empty when the client left the choice to the broker and nothing better is known
     */
    String clientId();

    /**
     * The how-manieth packet of this type, in this direction, of this client id, counted over all the connections that
     * the client made through the proxy. Packets that the proxy makes up, and their acknowledgements, do not count.
     *
     * @return 1 for the first
     */
    long ordinal();

    /**
     * The topic of a PUBLISH, with topic aliases resolved; for the acknowledgements of QoS 1 and 2 the topic of the
     * message they are about; for SUBSCRIBE, UNSUBSCRIBE and their answers the first filter.
     *
     * @return empty where there is none
     */
    String topic();

    /**
     * The packet identifier.
     *
     * @return empty where there is none, as in a PUBLISH with QoS 0
     */
    OptionalInt packetId();

    /**
     * The quality of service of a PUBLISH.
     *
     * @return 0, 1 or 2; 0 for other types
     */
    int qos();

    /**
     * The DUP flag of a PUBLISH.
     *
     * @return false for other types
     */
    boolean isDup();

    /**
     * The RETAIN flag of a PUBLISH.
     *
     * @return false for other types
     */
    boolean isRetained();

    /**
     * The reason code of a CONNACK, a DISCONNECT, an AUTH or an acknowledgement of QoS 1 or 2; the first one of a SUBACK
     * or UNSUBACK.
     *
     * @return empty for packets without one; 0 where MQTT 5 lets it be left out
     */
    OptionalInt reasonCode();

    /**
     * The payload of a PUBLISH.
     *
     * @return a fresh copy, empty for other types
     */
    byte[] payload();

    /**
     * The size on the wire with all headers.
     *
     * @return bytes, at least 2
     */
    int size();
}
