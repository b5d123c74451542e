package dev.latido.topics.internal;

import dev.latido.topics.TopicLimit;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.List;

/** The grammar of filters (MQTT 5 section 4.7.1) and of shared filters (section 4.8.2). */
public final class FilterSyntax {

    public static final String SHARE = "$share";
    private static final int LEVELS_BEFORE_SHARED_FILTER = 2;

    private FilterSyntax() {}

    /** Returns the index in a valid filter at which the part that matches begins: after {@code $share/group/}, if present. */
    public static int start(String text) {
        return text.startsWith(SHARE + "/") ? text.indexOf('/', SHARE.length() + 1) + 1 : 0;
    }

    public static List<Violation> check(String text) {
        List<String> levels = Levels.of(text);
        boolean shared = levels.get(0).equals(SHARE);
        List<Violation> violations = new ArrayList<>(MqttText.check(text));
        if (shared) {
            violations.addAll(checkShare(text, levels));
        }
        if (!violations.isEmpty()) {
            return violations;
        }
        int first = shared ? LEVELS_BEFORE_SHARED_FILTER : 0;
        violations.addAll(checkWildcards(levels, first));
        if (levels.stream().skip(first).allMatch(FilterSyntax::isWildcard)) {
            violations.add(rootWildcard(levels, first));
        }
        return violations;
    }

    private static Violation rootWildcard(List<String> levels, int first) {
        String filter = Levels.join(levels.subList(first, levels.size()));
        String message = Quoted.of(filter) + " matches the whole fleet from its root: name the company and the channel,"
                + " or give a reason with TopicFilter.wholeFleet(\"reason\")";
        String shared = first == 0 ? "" : ".shared(\"" + levels.get(1) + "\")";
        String deliberate = "TopicFilter.wholeFleet(\"reason\")" + shared;
        return new Violation(TopicLimit.ROOT_WILDCARD, first, filter, message, deliberate);
    }

    /** Checks the name of the group of a shared subscription. */
    public static List<Violation> checkGroup(String group) {
        if (!group.isEmpty() && group.chars().noneMatch(c -> c == '/' || c == '+' || c == '#')) {
            return List.of();
        }
        String message = "the group " + Quoted.of(group) + " must not be empty and must not contain /, + or #";
        return List.of(new Violation(TopicLimit.MQTT_SHARE, 1, group, message, Slug.propose(group)));
    }

    private static List<Violation> checkShare(String text, List<String> levels) {
        String group = levels.size() > 1 ? levels.get(1) : "";
        List<Violation> violations = new ArrayList<>(checkGroup(group));
        boolean hasFilter = levels.size() > LEVELS_BEFORE_SHARED_FILTER + 1
                || (levels.size() > LEVELS_BEFORE_SHARED_FILTER
                        && !levels.get(2).isEmpty());
        if (!hasFilter) {
            String message = "a shared subscription needs a filter after its group: $share/group/filter";
            violations.add(new Violation(
                    TopicLimit.MQTT_SHARE,
                    Violation.WHOLE_TEXT,
                    text,
                    message,
                    SHARE + "/" + Slug.propose(group) + "/acme/v1/evt/#"));
        } else if (levels.get(2).equals(SHARE)) {
            String message = "a shared subscription cannot be shared again: keep one $share/group";
            String inner = Levels.join(levels.subList(2, levels.size()));
            violations.add(new Violation(TopicLimit.MQTT_SHARE, 2, text, message, inner));
        }
        return violations;
    }

    private static List<Violation> checkWildcards(List<String> levels, int first) {
        List<Violation> violations = new ArrayList<>();
        for (int i = first; i < levels.size(); i++) {
            String level = levels.get(i);
            if (level.equals("#") && i < levels.size() - 1) {
                String message = "\"#\" is only allowed as the last level: + matches one level";
                violations.add(new Violation(TopicLimit.MQTT_WILDCARD, i, level, message, "+"));
            } else if (level.length() > 1 && level.chars().anyMatch(c -> c == '+' || c == '#')) {
                String message = Quoted.of(level) + " mixes a wildcard with a name: + must be a whole level";
                violations.add(new Violation(TopicLimit.MQTT_WILDCARD, i, level, message, "+"));
            }
        }
        return violations;
    }

    public static boolean isWildcard(String level) {
        return level.equals("+") || level.equals("#");
    }
}
