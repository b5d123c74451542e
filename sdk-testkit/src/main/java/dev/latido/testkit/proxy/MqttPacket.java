package dev.latido.testkit.proxy;

import java.util.OptionalInt;

/**
 * A packet as it arrived at the proxy, before any fault. Immutable and thread-safe.
 *
 * @see Packets#where
 */
public interface MqttPacket {

    /**
     * Returns the control packet type.
     *
     * @return never null
     */
    PacketType type();

    /**
     * Returns the direction.
     *
     * @return never null
     */
    Direction direction();

    /**
     * Returns the client id of the connection's CONNECT; in MQTT 5 the id that the broker assigned, once it is known.
     *
     * @return empty if the client left the choice to the broker and no assigned id is known
     */
    String clientId();

    /**
     * Returns the number of this packet among those of its type, direction and client id, counted over all connections
     * of the client through the proxy. Packets that the proxy creates, and their acknowledgements, are not counted.
     *
     * @return 1 for the first
     */
    long ordinal();

    /**
     * Returns the topic: for a PUBLISH its topic, with topic aliases resolved; for the acknowledgements of QoS 1 and 2
     * the topic of the acknowledged message; for SUBSCRIBE, UNSUBSCRIBE and their answers the first filter.
     *
     * @return empty if there is none
     */
    String topic();

    /**
     * Returns the packet identifier.
     *
     * @return empty if there is none, as in a PUBLISH with QoS 0
     */
    OptionalInt packetId();

    /**
     * Returns the quality of service of a PUBLISH.
     *
     * @return 0, 1 or 2; 0 for other types
     */
    int qos();

    /**
     * Returns the DUP flag of a PUBLISH.
     *
     * @return false for other types
     */
    boolean isDup();

    /**
     * Returns the RETAIN flag of a PUBLISH.
     *
     * @return false for other types
     */
    boolean isRetained();

    /**
     * Returns the reason code of a CONNACK, a DISCONNECT, an AUTH or an acknowledgement of QoS 1 or 2; of a SUBACK or
     * UNSUBACK the first one.
     *
     * @return empty for packets without one; 0 if MQTT 5 permits leaving it out and the sender did so
     */
    OptionalInt reasonCode();

    /**
     * Returns the payload of a PUBLISH.
     *
     * @return a copy; empty for other types
     */
    byte[] payload();

    /**
     * Returns the size on the wire with all headers.
     *
     * @return bytes, at least 2
     */
    int size();
}
