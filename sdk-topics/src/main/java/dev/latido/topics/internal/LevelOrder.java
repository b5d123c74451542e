package dev.latido.topics.internal;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicLayout;
import dev.latido.topics.TopicName;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rules 1, 5 and 6, which look at what stands where. Each judges its own matter only: a topic without a version keeps
 * rules 1 and 5, and one without a channel keeps rules 1 and 6.
 */
final class LevelOrder {

    private LevelOrder() {}

    /** Rule 1: the company first; the version and the channel, where there are any, right after it. */
    static List<Violation> generalToSpecific(List<String> levels, TopicLayout layout) {
        String company = layout.root().company();
        int at = levels.indexOf(company);
        if (at < 0) {
            String first = levels.get(TopicLayout.COMPANY);
            String message = Quoted.of(first) + " stands where the company " + company + " belongs";
            return List.of(new Violation(
                    NamingRule.GENERAL_TO_SPECIFIC,
                    TopicLayout.COMPANY,
                    first,
                    message,
                    company + Levels.SEPARATOR + TopicName.propose(first)));
        }
        if (at == levels.size() - 1 && at > 0) {
            List<String> reversed = new ArrayList<>(levels);
            Collections.reverse(reversed);
            String message = "the company " + company + " comes last: the order is from specific to general";
            return List.of(misplaced(levels, at, reversed, message));
        }
        if (at > 0) {
            return List.of(misplaced(levels, at, TopicLayout.COMPANY, "the company"));
        }
        return versionThenChannel(levels);
    }

    private static List<Violation> versionThenChannel(List<String> levels) {
        boolean versioned = is(LevelOrder::isVersion, levels, TopicLayout.VERSION);
        int version = firstIndex(levels, LevelOrder::isVersion);
        if (version > TopicLayout.VERSION && !versioned) {
            return List.of(misplaced(levels, version, TopicLayout.VERSION, "the version"));
        }
        int place = versioned ? TopicLayout.CHANNEL : TopicLayout.VERSION;
        int channel = firstIndex(levels, Channel::isChannel);
        if (channel > place && !is(Channel::isChannel, levels, place)) {
            return List.of(misplaced(levels, channel, place, "the channel"));
        }
        return List.of();
    }

    /** Rule 5: one level near the root, with or without a version before it, says which kind of traffic this is. */
    static List<Violation> dataApartFromCommands(List<String> levels) {
        if (is(Channel::isChannel, levels, TopicLayout.VERSION)
                || is(Channel::isChannel, levels, TopicLayout.CHANNEL)) {
            return List.of();
        }
        int place = is(LevelOrder::isVersion, levels, TopicLayout.VERSION) ? TopicLayout.CHANNEL : TopicLayout.VERSION;
        String message = "no channel level: evt for data, cmd for commands, state for last values";
        return List.of(missing(NamingRule.DATA_APART_FROM_COMMANDS, levels, place, Channel.EVENTS.level(), message));
    }

    /** Rule 6: the level after the company is a version; under a layout, the layout's own. */
    static List<Violation> versionedRoot(List<String> levels, @Nullable TopicLayout layout) {
        String wanted = layout == null ? "v1" : layout.root().versionLevel();
        Predicate<String> accepted = layout == null ? LevelOrder::isVersion : wanted::equals;
        if (is(accepted, levels, TopicLayout.VERSION)) {
            return List.of();
        }
        if (is(LevelOrder::isVersion, levels, TopicLayout.VERSION)) {
            String found = levels.get(TopicLayout.VERSION);
            String message = Quoted.of(found) + " is another version than the root's " + wanted;
            return List.of(new Violation(NamingRule.VERSIONED_ROOT, TopicLayout.VERSION, found, message, wanted));
        }
        String message = "no version after the company, so the hierarchy can never change without breaking consumers";
        return List.of(missing(NamingRule.VERSIONED_ROOT, levels, TopicLayout.VERSION, wanted, message));
    }

    /** {@code v} and a number from 1 without leading zeros. */
    static boolean isVersion(String level) {
        return level.length() > 1
                && level.charAt(0) == 'v'
                && level.charAt(1) != '0'
                && level.chars().skip(1).allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean is(Predicate<String> kind, List<String> levels, int index) {
        return index < levels.size() && kind.test(levels.get(index));
    }

    private static int firstIndex(List<String> levels, Predicate<String> kind) {
        for (int i = 0; i < levels.size(); i++) {
            if (kind.test(levels.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static Violation missing(NamingRule rule, List<String> levels, int place, String wanted, String message) {
        if (place < levels.size()) {
            String part = levels.get(place);
            return new Violation(rule, place, part, message, wanted + Levels.SEPARATOR + TopicName.propose(part));
        }
        int last = levels.size() - 1;
        String part = levels.get(last);
        return new Violation(rule, last, part, message, TopicName.propose(part) + Levels.SEPARATOR + wanted);
    }

    private static Violation misplaced(List<String> levels, int from, int to, String what) {
        List<String> moved = new ArrayList<>(levels);
        moved.add(to, moved.remove(from));
        String message = what + " " + Quoted.of(levels.get(from)) + " stands at level " + from + ", not " + to;
        return misplaced(levels, from, moved, message);
    }

    private static Violation misplaced(List<String> levels, int from, List<String> ordered, String message) {
        return new Violation(NamingRule.GENERAL_TO_SPECIFIC, from, Levels.join(levels), message, Levels.join(ordered));
    }
}
