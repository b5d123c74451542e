package dev.latido.campaign;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.ProxyClient;
import dev.latido.testkit.proxy.Rule;
import dev.latido.testkit.proxy.RuleStep;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** The faults of the network, and the answers that the proxy gives in place of the broker. */
final class NetworkFaults {

    private static final double DUPLICATED = 0.2;
    private static final double OVERTAKEN = 0.05;
    private static final double LOST = 0.2;
    private static final double REFUSED = 0.3;
    private static final int WITHHELD_AT_MOST = 3;
    private static final int QUOTA_EXCEEDED = 0x97;
    private static final int UNSPECIFIED_ERROR = 0x80;
    private static final Duration OVERTAKING = Duration.ofMillis(40);
    private static final Duration CONNECTION_COMES = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;

    private final FaultProxy network;
    private final String publisher;
    private final Tally tally;

    NetworkFaults(FaultProxy network, String publisher, Tally tally) {
        this.network = network;
        this.publisher = publisher;
        this.tally = tally;
    }

    /** Starts a fault that is active until {@link #heal}. */
    void weather(Fault fault) {
        Packets deliveries = Packets.of(PacketType.PUBLISH).toClient();
        switch (fault) {
            case DUPLICATES ->
                tally.add(
                        fault, network.when(deliveries.probability(DUPLICATED)).redeliverAsNew());
            case REORDER ->
                tally.add(fault, network.when(deliveries.probability(OVERTAKEN)).holdFor(OVERTAKING));
            default -> throw new IllegalArgumentException(fault + " is no weather");
        }
    }

    void cut(Worker target) {
        befall(target, Fault.CUT, ProxyClient::cut);
    }

    void reset(Worker target) {
        befall(target, Fault.RESET, ProxyClient::reset);
    }

    void halfOpen(Worker target) {
        befall(target, Fault.HALF_OPEN, ProxyClient::halfOpen);
    }

    /** Affects the current connection of a process, or the next one. */
    private void befall(Worker target, Fault fault, ToIntFunction<ProxyClient> trouble) {
        ProxyClient connection = network.connection(target.clientId());
        long end = System.nanoTime() + CONNECTION_COMES.toNanos();
        int befallen = trouble.applyAsInt(connection);
        while (befallen == 0 && System.nanoTime() - end < 0) {
            Pause.of(POLL_MILLIS);
            befallen = trouble.applyAsInt(connection);
        }
        if (befallen > 0) {
            tally.mark(fault, target.clientId());
        }
    }

    void delay(long by, long lasting) {
        tally.mark(Fault.DELAY, null);
        delay(Duration.ofMillis(by));
        Pause.of(lasting);
        delay(Duration.ZERO);
    }

    private void delay(Duration delay) {
        network.delay(Direction.TO_BROKER, delay);
        network.delay(Direction.TO_CLIENT, delay);
    }

    void loseAcknowledgements(long lasting) {
        Packets some = acknowledgements().probability(LOST);
        rule(Fault.PUBACK_LOST, some, lasting, RuleStep::dropAndCut);
    }

    void withholdAcknowledgements(long lasting) {
        Packets some = acknowledgements().atMost(WITHHELD_AT_MOST);
        rule(Fault.PUBACK_WITHHELD, some, lasting, RuleStep::drop);
    }

    void exceedQuota(long lasting) {
        rule(Fault.QUOTA, messages(), lasting, packets -> packets.answer(QUOTA_EXCEEDED));
    }

    void answerUnspecified(long lasting) {
        rule(Fault.UNSPECIFIED, messages(), lasting, packets -> packets.answer(UNSPECIFIED_ERROR));
    }

    private Packets acknowledgements() {
        return Packets.of(PacketType.PUBACK).toClient().client(publisher);
    }

    private Packets messages() {
        return Packets.of(PacketType.PUBLISH).toBroker().client(publisher).probability(REFUSED);
    }

    private void rule(Fault fault, Packets packets, long lasting, Function<RuleStep, Rule> what) {
        tally.mark(fault, null);
        Rule rule = what.apply(network.when(packets));
        tally.add(fault, rule);
        Pause.of(lasting);
        rule.remove();
    }

    /** Removes the rules of this campaign only. Half-open connections stay half-open; their clients detect it. */
    void heal() {
        tally.removeRules();
        delay(Duration.ZERO);
    }
}
