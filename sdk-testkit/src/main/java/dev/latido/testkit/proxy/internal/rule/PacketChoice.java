package dev.latido.testkit.proxy.internal.rule;

import java.time.Duration;

/**
 * Which of the matching packets a rule acts on.
 *
 * @param nth only this one of each client, 0 for no such condition
 * @param every only each multiple of this, 1 for all
 * @param mean time between two of a client, zero for no such condition
 * @param probability 0 to 1
 * @param atMost over the rule's life
 */
record PacketChoice(long nth, long every, Duration mean, double probability, long atMost) {

    static final PacketChoice ALL = new PacketChoice(0, 1, Duration.ZERO, 1, Long.MAX_VALUE);

    boolean takesCount(long count) {
        return (nth == 0 || count == nth) && count % every == 0;
    }
}
