package dev.latido.examples.plant;

import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.RandomFaults;
import dev.latido.testkit.proxy.Rule;

/** The network faults between the clients and the broker. */
enum Trouble {
    /** No faults. */
    NONE,
    /** Some lost connections and acknowledgements; 8 % of the messages are delivered twice. */
    DEFAULT,
    /** Dozens of lost connections and acknowledgements; 15 % of the messages are delivered twice. */
    HARSH;

    /** Starts the random faults. */
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

    /** Cuts a client's connection without DISCONNECT; the client cannot reconnect until the rule is removed. */
    static Rule takeDown(FaultProxy proxy, String clientId) {
        Rule barred =
                proxy.when(Packets.of(PacketType.CONNECT).client(clientId)).dropAndReset();
        proxy.connection(clientId).reset();
        return barred;
    }

    /** Returns the number of connections that ended by a fault. */
    static long lostConnections(FaultProxy proxy) {
        return proxy.count(FaultAction.CUT_AFTER)
                + proxy.count(FaultAction.RESET_AFTER)
                + proxy.count(FaultAction.DROP_AND_CUT)
                + proxy.count(FaultAction.RESET);
    }

    /** Returns the number of acknowledgements that were dropped after the broker had received the message. */
    static long lostAcknowledgements(FaultProxy proxy) {
        return proxy.count(FaultAction.DROP_AND_CUT);
    }

    /** Returns the number of messages that were delivered a second time under another packet id. */
    static long redelivered(FaultProxy proxy) {
        return proxy.count(FaultAction.REDELIVER_AS_NEW);
    }
}
