package dev.latido.testkit.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A mix of troubles drawn from a seed, for {@link FaultProxy#random}. Immutable and thread-safe: every method returns a
 * new mix. At first it is empty.
 *
 * <p>Deterministic in this sense: for each trouble, whether it befalls the k-th packet of a type, a direction and a
 * client id is the same in each run with the same seed, however connections interleave (see
 * {@link Packets#probability}). Which message is the k-th packet is up to the client: its retries after a cut depend on
 * time. For an exact repetition of a run use {@link FaultScript}. When several troubles choose the same packet, the one
 * added first acts.
 *
 * @param seed where the dice start
 * @param troubles in the order added
 */
public record RandomFaults(long seed, List<Trouble> troubles) {

    /** Takes a copy. */
    public RandomFaults {
        Objects.requireNonNull(troubles, "troubles must not be null");
        troubles = List.copyOf(troubles);
    }

    /**
     * One ingredient.
     *
     * @param packets whom it may befall, with the probability
     * @param fault what happens
     */
    public record Trouble(Packets packets, Fault fault) {

        /** Checks for null. */
        public Trouble {
            Objects.requireNonNull(packets, "packets must not be null");
            Objects.requireNonNull(fault, "fault must not be null");
        }
    }

    /**
     * No trouble yet.
     *
     * @param seed where the dice start
     * @return the empty mix
     */
    public static RandomFaults seed(long seed) {
        return new RandomFaults(seed, List.of());
    }

    /**
     * Cuts right after a PUBLISH, in either direction, one in so many.
     *
     * @param messages the mean number of messages between cuts, at least 1
     * @return the wider mix
     */
    public RandomFaults cutEvery(long messages) {
        return with(oneIn(Packets.of(PacketType.PUBLISH), messages), FaultAction.CUT_AFTER);
    }

    /**
     * Cuts at times, each right after a packet of any type, see {@link Packets#every(Duration)}.
     *
     * @param mean the mean time between the cuts of one client, more than zero
     * @return the wider mix
     */
    public RandomFaults cutEvery(Duration mean) {
        return with(Packets.any().every(mean), FaultAction.CUT_AFTER);
    }

    /**
     * Resets right after a PUBLISH, in either direction, one in so many.
     *
     * @param messages the mean number of messages between resets, at least 1
     * @return the wider mix
     */
    public RandomFaults resetEvery(long messages) {
        return with(oneIn(Packets.of(PacketType.PUBLISH), messages), FaultAction.RESET_AFTER);
    }

    /**
     * Resets at times, each right after a packet of any type, see {@link Packets#every(Duration)}.
     *
     * @param mean the mean time between the resets of one client, more than zero
     * @return the wider mix
     */
    public RandomFaults resetEvery(Duration mean) {
        return with(Packets.any().every(mean), FaultAction.RESET_AFTER);
    }

    /**
     * Loses a PUBACK on its way to the client and cuts, one in so many: the broker has the message, the client must send
     * it again.
     *
     * @param acknowledgements the mean number of PUBACKs between losses, at least 1
     * @return the wider mix
     */
    public RandomFaults loseAckAndCutEvery(long acknowledgements) {
        return with(oneIn(Packets.of(PacketType.PUBACK).toClient(), acknowledgements), FaultAction.DROP_AND_CUT);
    }

    /**
     * Delivers messages to clients a second time under a fresh packet id, see {@link RuleStep#redeliverAsNew()}.
     *
     * @param probability from 0 to 1, per PUBLISH to a client
     * @return the wider mix
     */
    public RandomFaults redeliver(double probability) {
        return with(Packets.of(PacketType.PUBLISH).toClient().probability(probability), FaultAction.REDELIVER_AS_NEW);
    }

    /**
     * Any other fault.
     *
     * @param packets whom it may befall; {@link Packets#probability} and {@link Packets#every(Duration)} draw from this
     *     mix's seed
     * @param fault what happens
     * @return the wider mix
     */
    public RandomFaults with(Packets packets, Fault fault) {
        return new RandomFaults(
                seed,
                Stream.concat(troubles.stream(), Stream.of(new Trouble(packets, fault)))
                        .toList());
    }

    private RandomFaults with(Packets packets, FaultAction action) {
        return with(packets, Fault.of(action));
    }

    private static Packets oneIn(Packets packets, long mean) {
        if (mean < 1) {
            throw new IllegalArgumentException("mean must be at least 1: " + mean);
        }
        return packets.probability(1.0 / mean);
    }
}
