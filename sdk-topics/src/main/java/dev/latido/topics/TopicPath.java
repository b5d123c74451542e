package dev.latido.topics;

import dev.latido.topics.internal.Channel;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.LevelOrder;
import dev.latido.topics.internal.Levels;
import dev.latido.topics.internal.Spelling;
import java.util.ArrayList;
import java.util.List;

/**
 * The levels chosen so far and what is wrong with them. Spelling is only judged here; the steps' last method throws.
 * Immutable: a path is the start of as many topics as one likes.
 */
final class TopicPath {

    /** The levels with a slash after each: what the next level is appended to. */
    private final String prefix;

    private final int depth;
    private final List<Violation> violations;
    private final LegalNames names;
    /** How long one level more may be for the short way; less than 0 if there are violations. */
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

    /** One level more, whose spelling is checked. */
    TopicPath name(String level) {
        return with(level, Spelling.check(depth, level));
    }

    /** One level more that needs no check: a wildcard or a level that the layout itself gives. */
    TopicPath fixed(String level) {
        return with(level, List.of());
    }

    /** One level more that is spelled well and yet not allowed here. */
    TopicPath refused(String level, String message, String suggestion) {
        return with(level, List.of(new Violation(TopicLimit.RESERVED_LEVEL, depth, level, message, suggestion)));
    }

    /** The topic of this path and one level more. Called for every message, hence the short way for legal ones. */
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
