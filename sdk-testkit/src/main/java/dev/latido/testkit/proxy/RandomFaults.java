package dev.latido.testkit.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A mix of faults drawn from a seed, for {@link FaultProxy#random}. Immutable and thread-safe: every method returns a
 * new mix. A new mix is empty.
 *
 * <p>For each fault of the mix, whether it applies to the k-th packet of a type, a direction and a client id is the
 * same in each run with the same seed, however connections interleave (see {@link Packets#probability}). Which message
 * is the k-th packet depends on the client, because its retries after a cut depend on time. To repeat a run exactly,
 * use {@link FaultScript}. If several faults choose the same packet, the one that was added first is applied.
 *
 * @param seed the seed of the random choice
 * @param troubles the faults in the order in which they were added
 */
public record RandomFaults(long seed, List<Trouble> troubles) {

    /**
     * Copies the list.
     *
     * @param seed the seed of the random choice
     * @param troubles the faults in the order in which they were added
     */
    public RandomFaults {
        Objects.requireNonNull(troubles, "troubles must not be null");
        troubles = List.copyOf(troubles);
    }

    /**
     * One fault of a mix.
     *
     * @param packets the packets that it may apply to, with the probability
     * @param fault the fault
     */
    public record Trouble(Packets packets, Fault fault) {

        /**
         * Checks that no part is null.
         *
         * @param packets the packets that it may apply to, with the probability
         * @param fault the fault
         */
        public Trouble {
            Objects.requireNonNull(packets, "packets must not be null");
            Objects.requireNonNull(fault, "fault must not be null");
        }
    }

    /**
     * Returns an empty mix.
     *
     * @param seed the seed of the random choice
     * @return the empty mix
     */
    public static RandomFaults seed(long seed) {
        return new RandomFaults(seed, List.of());
    }

    /**
     * Cuts the connection right after a PUBLISH in either direction, at random.
     *
     * @param messages the mean number of messages between cuts, at least 1
     * @return the extended mix
     */
    public RandomFaults cutEvery(long messages) {
        return with(oneIn(Packets.of(PacketType.PUBLISH), messages), FaultAction.CUT_AFTER);
    }

    /**
     * Cuts the connection at random times, each right after a packet of any type, see {@link Packets#every(Duration)}.
     *
     * @param mean the mean time between the cuts of one client, more than zero
     * @return the extended mix
     */
    public RandomFaults cutEvery(Duration mean) {
        return with(Packets.any().every(mean), FaultAction.CUT_AFTER);
    }

    /**
     * Resets the connection right after a PUBLISH in either direction, at random.
     *
     * @param messages the mean number of messages between resets, at least 1
     * @return the extended mix
     */
    public RandomFaults resetEvery(long messages) {
        return with(oneIn(Packets.of(PacketType.PUBLISH), messages), FaultAction.RESET_AFTER);
    }

    /**
     * Resets the connection at random times, each right after a packet of any type, see {@link
     * Packets#every(Duration)}.
     *
     * @param mean the mean time between the resets of one client, more than zero
     * @return the extended mix
     */
    public RandomFaults resetEvery(Duration mean) {
        return with(Packets.any().every(mean), FaultAction.RESET_AFTER);
    }

    /**
     * Drops a PUBACK on its way to the client and cuts the connection, at random. The broker has the message, and the
     * client must send it again.
     *
     * @param acknowledgements the mean number of PUBACKs between losses, at least 1
     * @return the extended mix
     */
    public RandomFaults loseAckAndCutEvery(long acknowledgements) {
        return with(oneIn(Packets.of(PacketType.PUBACK).toClient(), acknowledgements), FaultAction.DROP_AND_CUT);
    }

    /**
     * Delivers messages to clients a second time under a new packet id, see {@link RuleStep#redeliverAsNew()}.
     *
     * @param probability from 0 to 1, per PUBLISH to a client
     * @return the extended mix
     */
    public RandomFaults redeliver(double probability) {
        return with(Packets.of(PacketType.PUBLISH).toClient().probability(probability), FaultAction.REDELIVER_AS_NEW);
    }

    /**
     * Adds any other fault.
     *
     * @param packets the packets that it may apply to; {@link Packets#probability} and {@link Packets#every(Duration)}
     *     draw from the seed of this mix
     * @param fault the fault
     * @return the extended mix
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
