package dev.latido.testkit.proxy.internal.rule;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.FaultScript;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.PacketType;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The faults of a script, found by packet. */
final class ScriptRule implements PacketRule {

    private record Key(String clientId, Direction direction, PacketType type, long ordinal) {}

    private final Map<Key, Fault> faults = new HashMap<>();
    private final RuleBook book;
    private final AtomicLong hits = new AtomicLong();

    ScriptRule(FaultScript script, RuleBook book) {
        this.book = book;
        for (FaultScript.Step step : script.steps()) {
            faults.put(new Key(step.clientId(), step.direction(), step.type(), step.ordinal()), step.fault());
        }
    }

    @Override
    public @Nullable Fault select(MqttPacket packet) {
        return faults.get(new Key(packet.clientId(), packet.direction(), packet.type(), packet.ordinal()));
    }

    @Override
    public boolean take() {
        hits.incrementAndGet();
        return true;
    }

    @Override
    public void remove() {
        book.remove(this);
    }

    @Override
    public long hits() {
        return hits.get();
    }
}
