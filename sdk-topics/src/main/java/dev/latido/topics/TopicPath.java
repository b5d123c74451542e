package dev.latido.topics;

import dev.latido.topics.internal.Channel;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Spelling;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels chosen so far and their violations. A path only collects violations; the last method of the steps throws.
 * Immutable, so a path can be the start of many topics.
 */
final class TopicPath {

    /** The levels with a slash after each; the next level is appended to it. */
    private final String prefix;

    private final int depth;
    private final List<Violation> violations;
    private final LegalNames names;
    /** The maximum length of one more level on the fast path; less than 0 if there are violations. */
    private final int room;

    private TopicPath(String prefix, int depth, List<Violation> violations, LegalNames names) {
        this.prefix = prefix;
        this.depth = depth;
        this.violations = violations;
        this.names = names;
        this.room = violations.isEmpty() ? FleetLimits.MAX_BYTES - prefix.length() : -1;
    }

    static TopicPath of(TopicRoot root, Channel channel) {
        String prefix = root.toString() + Levels.SEPARATOR + channel.level() + Levels.SEPARATOR;
        return new TopicPath(prefix, LevelOrder.CHANNEL + 1, List.of(), root.names());
    }

    int depth() {
        return depth;
    }

    /** Adds a level and checks its spelling. */
    TopicPath name(String level) {
        return with(level, Spelling.check(depth, level));
    }

    /** Adds a level that needs no check: a wildcard, or a level that the layout defines. */
    TopicPath fixed(String level) {
        return with(level, List.of());
    }

    /** Adds a level that is legal by its spelling but not allowed here. */
    TopicPath refused(String level, String message, String suggestion) {
        return with(level, List.of(new Violation(TopicLimit.RESERVED_LEVEL, depth, level, message, suggestion)));
    }

    /** Returns the topic of this path and one more level. Called for every message, so it has a fast path for legal names. */
    Topic topic(String level) {
        if (level.length() <= room && names.contain(level)) {
            return new Topic(prefix.concat(level));
        }
        return name(level).topic();
    }

    Topic topic() {
        return new Topic(checkedText("topic"));
    }

    TopicFilter filter() {
        return new TopicFilter(checkedText("topic filter"));
    }

    private TopicPath with(String level, List<Violation> found) {
        List<Violation> all = violations;
        if (!found.isEmpty()) {
            all = new ArrayList<>(violations);
            all.addAll(found);
        }
        return new TopicPath(prefix + level + Levels.SEPARATOR, depth + 1, all, names);
    }

    private String checkedText(String kind) {
        String text = prefix.substring(0, prefix.length() - 1);
        List<Violation> all = new ArrayList<>(violations);
        all.addAll(FleetLimits.check(text));
        if (!all.isEmpty()) {
            throw new InvalidTopicException(kind, text, all);
        }
        return text;
    }
}
