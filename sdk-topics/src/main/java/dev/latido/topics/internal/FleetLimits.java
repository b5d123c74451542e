package dev.latido.topics.internal;

import dev.latido.topics.TopicLimit;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.List;

/** The maximum size of a fleet's topics, far below the limits of MQTT. */
public final class FleetLimits {

    public static final int MAX_BYTES = 256;
    public static final int MAX_LEVELS = 8;

    private FleetLimits() {}

    public static List<Violation> check(String text) {
        List<String> levels = Levels.of(text);
        List<Violation> violations = new ArrayList<>();
        int bytes = Utf8.length(text);
        if (bytes > MAX_BYTES) {
            violations.add(tooLong(levels, bytes));
        }
        if (levels.size() > MAX_LEVELS) {
            violations.add(tooDeep(text, levels));
        }
        return violations;
    }

    private static Violation tooLong(List<String> levels, int bytes) {
        int longest = 0;
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i).length() > levels.get(longest).length()) {
                longest = i;
            }
        }
        String part = levels.get(longest);
        int target = Math.max(1, Utf8.length(part) - (bytes - MAX_BYTES));
        String shorter = Slug.propose(Utf8.truncate(Slug.propose(part), target));
        String message =
                "the topic has " + bytes + " bytes of at most " + MAX_BYTES + ", and this level is its longest";
        return new Violation(TopicLimit.FLEET_BYTES, longest, part, message, shorter);
    }

    private static Violation tooDeep(String text, List<String> levels) {
        int last = MAX_LEVELS - 1;
        List<String> merged = new ArrayList<>(levels.subList(0, last));
        merged.add(String.join("-", levels.subList(last, levels.size())));
        String message = "the topic has " + levels.size() + " levels of at most " + MAX_LEVELS
                + ": put metadata of the value into the payload";
        return new Violation(TopicLimit.FLEET_LEVELS, MAX_LEVELS, text, message, Levels.join(merged));
    }
}
