package dev.latido.topics.lint;

import dev.latido.topics.TopicRoot;
import dev.latido.topics.internal.Channel;
import dev.latido.topics.internal.FilterSyntax;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Quoted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds filters that match data and commands, and commands among data. */
final class MixedTraffic {

    /** Names of commands, which are not used for measures. */
    private static final Set<String> COMMANDS = Set.of(
            "cmd",
            "command",
            "set",
            "reset",
            "reboot",
            "restart",
            "start",
            "stop",
            "update",
            "reiniciar",
            "arrancar",
            "parar");

    private static final String ANY_VERSION = "+";

    /** The channels of the fleet, by company and version (or the empty text for none). */
    private final Map<String, Map<String, Set<String>>> channels = new HashMap<>();

    private final Findings findings;

    private MixedTraffic(Findings findings) {
        this.findings = findings;
    }

    static void run(List<FleetLine> lines, @Nullable TopicRoot root, Findings findings) {
        MixedTraffic mixed = new MixedTraffic(findings);
        if (root != null) {
            for (Channel channel : Channel.values()) {
                mixed.note(root.company(), LevelOrder.versionLevel(root.version()), channel.level());
            }
        }
        lines.forEach(mixed::note);
        lines.stream().filter(FleetLine::isFilter).forEach(mixed::check);
        mixed.commandsAmongData(lines);
    }

    private void note(FleetLine line) {
        int last = line.business() - 1;
        if (line.kind() == FleetLine.Kind.FLEET
                && last > 0
                && Channel.isChannel(line.levels().get(last))) {
            String version = last == 1 ? "" : line.levels().get(1);
            note(line.levels().get(0), version, line.levels().get(last));
        }
    }

    private void note(String company, String version, String channel) {
        channels.computeIfAbsent(company, key -> new HashMap<>())
                .computeIfAbsent(version, key -> new HashSet<>())
                .add(channel);
    }

    private void check(FleetLine line) {
        List<String> levels = line.levels();
        Map<String, Set<String>> versions = channels.getOrDefault(levels.get(0), Map.of());
        Set<String> taken = new HashSet<>();
        versions.forEach((version, names) -> {
            if (matchesChannels(levels, version)) {
                taken.addAll(names);
            }
        });
        if (taken.contains(Channel.COMMANDS.level()) && taken.size() > 1) {
            String message = "it matches commands as well as data: subscribe below one channel";
            findings.add(LintCheck.MIXED_TRAFFIC, line.text(), message, "");
        }
    }

    /** Returns whether a filter matches more than one channel below a version. */
    private static boolean matchesChannels(List<String> filter, String version) {
        String first = filter.size() > 1 ? filter.get(1) : "";
        if (first.equals("#")) {
            return true;
        }
        if (version.isEmpty()) {
            return first.equals("+");
        }
        boolean sameVersion = first.equals("+") || first.equals(version) || version.equals(ANY_VERSION);
        return sameVersion && filter.size() > 2 && FilterSyntax.isWildcard(filter.get(2));
    }

    private void commandsAmongData(List<FleetLine> lines) {
        Map<String, FleetLine> data = new HashMap<>();
        Map<String, FleetLine> commands = new LinkedHashMap<>();
        for (FleetLine line : lines) {
            List<String> levels = line.levels();
            if (line.isTopic()
                    && levels.size() > 1
                    && !levels.get(line.business() - 1).equals(Channel.COMMANDS.level())) {
                int last = levels.size() - 1;
                String parent = Levels.join(levels.subList(0, last));
                (COMMANDS.contains(levels.get(last)) ? commands : data).putIfAbsent(parent, line);
            }
        }
        commands.forEach((parent, command) -> {
            FleetLine sibling = data.get(parent);
            if (sibling != null) {
                String message = "a command next to data such as " + Quoted.of(sibling.text()) + ": use the channel "
                        + Channel.COMMANDS.level();
                findings.add(LintCheck.MIXED_TRAFFIC, command.text(), message, inCommands(command));
            }
        });
    }

    /** Returns the topic in the channel of commands; empty if the topic has no channel. */
    private static String inCommands(FleetLine line) {
        int channel = line.business() - 1;
        return Channel.isChannel(line.levels().get(channel)) ? line.with(channel, Channel.COMMANDS.level()) : "";
    }
}
