package dev.latido.examples.plant;

import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.RandomFaults;
import dev.latido.testkit.proxy.Rule;


/** What goes wrong on the way between clients and broker. */
enum Trouble {
    /** Nothing. */
    NONE,
    /** A bad day: a handful of lost connections and acknowledgements, 8 % of the messages delivered twice. */
    DEFAULT,
    /** A bad year in a minute: dozens of lost connections and acknowledgements, 15 % delivered twice. */
    HARSH;

    /** Puts the random faults in force. */
    void start(FaultProxy proxy, long seed) {
        RandomFaults faults = RandomFaults.seed(seed);
        switch (this) {
            case NONE -> {
                return;
            }
            case DEFAULT ->
                faults = faults.cutEvery(6_000L).loseAckAndCutEvery(3_000).redeliver(0.08);
            case HARSH ->
                faults = faults.cutEvery(8_000L)
                        .resetEvery(12_000L)
                        .loseAckAndCutEvery(1_500)
                        .redeliver(0.15);
        }
        proxy.random(faults);
    }

    /** Takes a client off the network without a goodbye; it cannot come back until the rule is removed. */
    static Rule takeDown(FaultProxy proxy, String clientId) {
        Rule barred =
                proxy.when(Packets.of(PacketType.CONNECT).client(clientId)).dropAndReset();
        proxy.connection(clientId).reset();
        return barred;
    }

    /** Connections that ended by a fault. */
    static long lostConnections(FaultProxy proxy) {
        return proxy.count(FaultAction.CUT_AFTER)
                + proxy.count(FaultAction.RESET_AFTER)
                + proxy.count(FaultAction.DROP_AND_CUT)
                + proxy.count(FaultAction.RESET);
    }

    /** Acknowledgements that were lost after the broker had stored the message. */
    static long lostAcknowledgements(FaultProxy proxy) {
        return proxy.count(FaultAction.DROP_AND_CUT);
    }

    /** Messages that were delivered once more under another packet id. */
    static long redelivered(FaultProxy proxy) {
        return proxy.count(FaultAction.REDELIVER_AS_NEW);
    }
}
