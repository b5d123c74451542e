package dev.latido.testkit.proxy;

import dev.latido.testkit.proxy.internal.rule.PacketPattern;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which packets a rule acts on. Immutable and thread-safe: every method returns a new pattern; conditions add up.
 *
 * <p>First come the conditions on the packet itself (type, direction, client, topic, {@link #where}); of the packets
 * that meet them, {@link #nth}, {@link #every(long)}, {@link #every(Duration)}, {@link #probability} and {@link #atMost}
 * choose some, in that order. Counting is per client id and starts when the rule is added, so that it does not depend on
 * how the connections of several clients interleave; only {@link #atMost} counts over all of them.
 *
 * <p>Made by the static methods only; not to be implemented by users.
 */
public interface Packets {

    /**
     * Packets of every type.
     *
     * @return the pattern
     */
    static Packets any() {
        return PacketPattern.of(EnumSet.allOf(PacketType.class));
    }

    /**
     * Packets of one type, or of a few.
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
     * Only in this direction.
     *
     * @param direction the way of the packet
     * @return the narrower pattern
     */
    Packets direction(Direction direction);

    /**
     * Only from the client to the broker.
     *
     * @return the narrower pattern
     */
    default Packets toBroker() {
        return direction(Direction.TO_BROKER);
    }

    /**
     * Only from the broker to the client.
     *
     * @return the narrower pattern
     */
    default Packets toClient() {
        return direction(Direction.TO_CLIENT);
    }

    /**
     * Only on connections of this client.
     *
     * @param clientId the client's id
     * @return the narrower pattern
     */
    Packets client(String clientId);

    /**
     * Only with a topic that a filter covers: of a message, of the message that an acknowledgement is about, of the
     * first filter in a SUBSCRIBE or UNSUBSCRIBE (compared as text), see {@link MqttPacket#topic()}.
     *
     * @param filter an MQTT topic filter with {@code +} and {@code #}; shared subscriptions are not understood
     * @return the narrower pattern
     */
    Packets topic(String filter);

    /**
     * Only where a condition holds.
     *
     * @param condition called on a thread of the proxy, for several connections at once, for each packet that meets the
     *     other conditions; must not block; when it throws, the packet counts as not matching and the log has a
     *     {@link FaultAction#RULE_FAILED}
     * @return the narrower pattern
     */
    Packets where(Predicate<? super MqttPacket> condition);

    /**
     * Only the n-th of each client.
     *
     * @param n 1 for the first
     * @return the narrower pattern
     */
    Packets nth(long n);

    /**
     * Only the n-th, 2n-th, 3n-th … of each client.
     *
     * @param n at least 1
     * @return the narrower pattern
     */
    Packets every(long n);

    /**
     * Only the first packet of a client after each interval; intervals are exponentially distributed, drawn from the
     * seed and the client id, and the first starts with the client's first matching packet. The moments are the same in
     * each run, the packets that they hit are not.
     *
     * @param mean more than zero
     * @return the narrower pattern
     */
    Packets every(Duration mean);

    /**
     * Only some, by a throw of dice that depends on nothing but the seed, the rule's position among those added, and the
     * packet's client id, direction, type and {@link MqttPacket#ordinal()}: the k-th PUBLISH of a client meets the same
     * fate in each run, whatever other clients do.
     *
     * @param p from 0 (never) to 1 (always)
     * @return the narrower pattern
     */
    Packets probability(double p);

    /**
     * No more than this many in the rule's life, over all clients.
     *
     * @param n at least 1
     * @return the narrower pattern
     */
    Packets atMost(long n);
}
