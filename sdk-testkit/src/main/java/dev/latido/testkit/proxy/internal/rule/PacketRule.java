package dev.latido.testkit.proxy.internal.rule;

import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.Rule;
import org.jspecify.annotations.Nullable;

/** A rule as asked by the connections. */
interface PacketRule extends Rule {

    /** Counts the packet; returns what the rule would do to it, or null. */
    @Nullable
    Fault select(MqttPacket packet);

    /** The rule's turn has come: whether it may still act. */
    boolean take();
}
