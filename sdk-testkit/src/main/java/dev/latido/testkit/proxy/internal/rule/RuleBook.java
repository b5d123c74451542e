package dev.latido.testkit.proxy.internal.rule;

import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.FaultScript;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.RandomFaults;
import dev.latido.testkit.proxy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The rules in force, in the order in which they are asked. Thread-safe. */
public final class RuleBook {

    private final List<PacketRule> rules = new CopyOnWriteArrayList<>();
    private final AtomicLong added = new AtomicLong();
    private final long seed;

    /** Creates an empty book with a seed for rules that choose at random. */
    public RuleBook(long seed) {
        this.seed = seed;
    }

    /** Adds one fault for the packets of a pattern. */
    public Rule add(Packets packets, Fault fault) {
        Objects.requireNonNull(fault, "fault must not be null");
        return add(new PatternRule(pattern(packets), fault, SeededChance.salt(seed, added.incrementAndGet()), this));
    }

    /** Adds a random mix. */
    public Rule add(RandomFaults faults) {
        List<PacketRule> group = new ArrayList<>();
        for (RandomFaults.Trouble trouble : faults.troubles()) {
            long salt = SeededChance.salt(faults.seed(), group.size());
            group.add(new PatternRule(pattern(trouble.packets()), trouble.fault(), salt, this));
        }
        rules.addAll(group);
        return new RuleGroup(List.copyOf(group));
    }

    /** Adds a script. */
    public Rule add(FaultScript script) {
        return add(new ScriptRule(script, this));
    }

    private Rule add(PacketRule rule) {
        rules.add(rule);
        return rule;
    }

    void remove(PacketRule rule) {
        rules.remove(rule);
    }

    /** Removes all rules. */
    public void clear() {
        rules.clear();
    }

    /** Lets every rule count the packet. The first rule that chooses it and may still act decides. */
    public @Nullable Fault decide(MqttPacket packet, Consumer<RuntimeException> onFailure) {
        Fault decision = null;
        for (PacketRule rule : rules) {
            try {
                Fault fault = rule.select(packet);
                if (decision == null && fault != null && rule.take()) {
                    decision = fault;
                }
            } catch (RuntimeException e) {
                onFailure.accept(e);
            }
        }
        return decision;
    }

    private static PacketPattern pattern(Packets packets) {
        Objects.requireNonNull(packets, "packets must not be null");
        if (packets instanceof PacketPattern pattern) {
            return pattern;
        }
        throw new IllegalArgumentException("packets must come from Packets.of or Packets.any: " + packets);
    }

    private record RuleGroup(List<PacketRule> members) implements Rule {

        @Override
        public void remove() {
            members.forEach(Rule::remove);
        }

        @Override
        public long hits() {
            return members.stream().mapToLong(Rule::hits).sum();
        }
    }
}
