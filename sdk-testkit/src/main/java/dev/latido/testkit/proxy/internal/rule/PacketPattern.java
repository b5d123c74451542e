package dev.latido.testkit.proxy.internal.rule;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * The conditions of a rule on a packet, and its choice among those that meet them.
 *
 * @param types the types, tested first because that is cheap
 * @param condition the other conditions
 * @param selection the choice among matching packets
 */
public record PacketPattern(EnumSet<PacketType> types, Predicate<MqttPacket> condition, PacketChoice selection)
        implements Packets {

    /**
     * Returns a pattern for these types.
     *
     * @param types not empty
     * @return the pattern
     */
    public static PacketPattern of(EnumSet<PacketType> types) {
        return new PacketPattern(types, packet -> true, PacketChoice.ALL);
    }

    boolean matches(MqttPacket packet) {
        return types.contains(packet.type()) && condition.test(packet);
    }

    @Override
    public Packets direction(Direction direction) {
        Objects.requireNonNull(direction, "direction must not be null");
        return where(packet -> packet.direction() == direction);
    }

    @Override
    public Packets client(String clientId) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        return where(packet -> packet.clientId().equals(clientId));
    }

    @Override
    public Packets topic(String filter) {
        TopicMatch match = TopicMatch.of(filter);
        return where(packet -> !packet.topic().isEmpty() && match.covers(packet.topic()));
    }

    @Override
    public Packets where(Predicate<? super MqttPacket> more) {
        Objects.requireNonNull(more, "condition must not be null");
        return new PacketPattern(types, packet -> condition.test(packet) && more.test(packet), selection);
    }

    @Override
    public Packets nth(long n) {
        return with(new PacketChoice(
                positive(n), selection.every(), selection.mean(), selection.probability(), selection.atMost()));
    }

    @Override
    public Packets every(long n) {
        return with(new PacketChoice(
                selection.nth(), positive(n), selection.mean(), selection.probability(), selection.atMost()));
    }

    @Override
    public Packets every(Duration mean) {
        Objects.requireNonNull(mean, "mean must not be null");
        if (mean.isNegative() || mean.isZero()) {
            throw new IllegalArgumentException("mean must be more than zero: " + mean);
        }
        return with(new PacketChoice(
                selection.nth(), selection.every(), mean, selection.probability(), selection.atMost()));
    }

    @Override
    public Packets probability(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("probability must be 0 to 1: " + p);
        }
        return with(new PacketChoice(selection.nth(), selection.every(), selection.mean(), p, selection.atMost()));
    }

    @Override
    public Packets atMost(long n) {
        return with(new PacketChoice(
                selection.nth(), selection.every(), selection.mean(), selection.probability(), positive(n)));
    }

    private Packets with(PacketChoice other) {
        return new PacketPattern(types, condition, other);
    }

    private static long positive(long n) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1: " + n);
        }
        return n;
    }
}
