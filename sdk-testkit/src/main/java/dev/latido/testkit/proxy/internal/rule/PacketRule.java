package dev.latido.testkit.proxy.internal.rule;

import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.Rule;
import org.jspecify.annotations.Nullable;

/** A rule as the connections use it. */
interface PacketRule extends Rule {

    /** Counts the packet and returns the fault that the rule chooses for it, or null. */
    @Nullable
    Fault select(MqttPacket packet);

    /**
     * Called when no earlier rule has chosen the packet. Returns whether the rule may still act, and counts the hit.
     */
    boolean take();
}
