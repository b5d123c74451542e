package dev.latido.testkit.proxy.internal.rule;

import java.time.Duration;

/**
 * The choice of a rule among the matching packets.
 *
 * @param nth the number of the only packet of each client, 0 for no such condition
 * @param every each multiple of this number, 1 for all
 * @param mean the mean time between two packets of a client, zero for no such condition
 * @param probability 0 to 1
 * @param atMost the maximum over the life of the rule
 */
record PacketChoice(long nth, long every, Duration mean, double probability, long atMost) {

    static final PacketChoice ALL = new PacketChoice(0, 1, Duration.ZERO, 1, Long.MAX_VALUE);

    boolean takesCount(long count) {
        return (nth == 0 || count == nth) && count % every == 0;
    }
}
