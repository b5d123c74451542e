package dev.latido.testkit.proxy;

import dev.latido.testkit.proxy.internal.rule.PacketPattern;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A pattern for the packets that a rule acts on. Immutable and thread-safe: every method returns a new pattern, and
 * conditions are combined.
 *
 * <p>The conditions on the packet itself (type, direction, client, topic, {@link #where}) apply first. Of the packets
 * that meet them, {@link #nth}, {@link #every(long)}, {@link #every(Duration)}, {@link #probability} and {@link
 * #atMost} choose some, in that order. Packets are counted per client id, starting when the rule is added, so the count
 * does not depend on how the connections of several clients interleave; only {@link #atMost} counts over all clients.
 *
 * <p>Created by the static methods only; not to be implemented by users.
 */
public interface Packets {

    /**
     * Returns a pattern for packets of every type.
     *
     * @return the pattern
     */
    static Packets any() {
        return PacketPattern.of(EnumSet.allOf(PacketType.class));
    }

    /**
     * Returns a pattern for packets of one or several types.
     *
     * @param type the type
     * @param more other types
     * @return the pattern
     */
    static Packets of(PacketType type, PacketType... more) {
        Objects.requireNonNull(type, "type must not be null");
        Objects.requireNonNull(more, "more must not be null");
        return PacketPattern.of(EnumSet.of(type, more));
    }

    /**
     * Selects packets in this direction.
     *
     * @param direction the direction
     * @return the narrower pattern
     */
    Packets direction(Direction direction);

    /**
     * Selects packets from the client to the broker.
     *
     * @return the narrower pattern
     */
    default Packets toBroker() {
        return direction(Direction.TO_BROKER);
    }

    /**
     * Selects packets from the broker to the client.
     *
     * @return the narrower pattern
     */
    default Packets toClient() {
        return direction(Direction.TO_CLIENT);
    }

    /**
     * Selects packets on connections of this client.
     *
     * @param clientId the client's id
     * @return the narrower pattern
     */
    Packets client(String clientId);

    /**
     * Selects packets with a topic that matches a filter: the topic of a message, the topic of the message that an
     * acknowledgement refers to, or the first filter of a SUBSCRIBE or UNSUBSCRIBE (compared as text), see {@link
     * MqttPacket#topic()}.
     *
     * @param filter an MQTT topic filter with {@code +} and {@code #}; shared subscriptions are not supported
     * @return the narrower pattern
     */
    Packets topic(String filter);

    /**
     * Selects packets that meet a condition.
     *
     * @param condition called on threads of the proxy, for several connections and for both directions of a connection
     *     at the same time, for each packet that meets the other conditions. It must be thread-safe and must not block.
     *     If it throws, the packet counts as not matching and the log gets a {@link FaultAction#RULE_FAILED}
     * @return the narrower pattern
     */
    Packets where(Predicate<? super MqttPacket> condition);

    /**
     * Selects the n-th packet of each client.
     *
     * @param n 1 for the first
     * @return the narrower pattern
     */
    Packets nth(long n);

    /**
     * Selects the n-th, 2n-th, 3n-th … packet of each client.
     *
     * @param n at least 1
     * @return the narrower pattern
     */
    Packets every(long n);

    /**
     * Selects the first packet of a client after each interval. Intervals are exponentially distributed, drawn from the
     * seed and the client id, and the first starts with the client's first matching packet. The intervals are the same
     * in each run; the packets after them are not.
     *
     * @param mean more than zero
     * @return the narrower pattern
     */
    Packets every(Duration mean);

    /**
     * Selects packets at random. The choice depends on nothing but the seed, the position of the rule among those
     * added, and the packet's client id, direction, type and {@link MqttPacket#ordinal()}. The k-th PUBLISH of a client
     * is therefore treated the same way in each run, whatever other clients do.
     *
     * @param p from 0 (never) to 1 (always)
     * @return the narrower pattern
     */
    Packets probability(double p);

    /**
     * Limits the number of packets that the rule acts on, over all clients.
     *
     * @param n at least 1
     * @return the narrower pattern
     */
    Packets atMost(long n);
}
