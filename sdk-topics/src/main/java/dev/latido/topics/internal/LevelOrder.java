package dev.latido.topics.internal;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicLayout;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rules 1, 5 and 6, which check the order of the levels. The rules are independent: a topic without a version can keep
 * rules 1 and 5, and one without a channel rules 1 and 6.
 */
public final class LevelOrder {

    /** The level of the company. */
    public static final int COMPANY = 0;

    /** The level of the version. */
    public static final int VERSION = 1;

    /** The level of the channel. */
    public static final int CHANNEL = 2;

    /** The level of the device. */
    public static final int DEVICE = 5;

    /** The number of levels of every topic that a root builds. */
    public static final int DEPTH = 7;

    private LevelOrder() {}

    /** Rule 1: the company first; then the version and the channel, if present. */
    public static List<Violation> generalToSpecific(List<String> levels, TopicLayout layout) {
        String company = layout.root().company();
        int at = levels.indexOf(company);
        if (at < 0) {
            String first = levels.get(COMPANY);
            String message = Quoted.of(first) + " is where the company " + company + " should be";
            return List.of(new Violation(
                    NamingRule.GENERAL_TO_SPECIFIC,
                    COMPANY,
                    first,
                    message,
                    company + Levels.SEPARATOR + Slug.propose(first)));
        }
        if (at == levels.size() - 1 && at > 0) {
            List<String> reversed = new ArrayList<>(levels);
            Collections.reverse(reversed);
            String message = "the company " + company + " comes last: the order is from specific to general";
            return List.of(misplaced(levels, at, reversed, message));
        }
        if (at > 0) {
            return List.of(misplaced(levels, at, COMPANY, "the company"));
        }
        return versionThenChannel(levels);
    }

    private static List<Violation> versionThenChannel(List<String> levels) {
        boolean versioned = is(LevelOrder::isVersion, levels, VERSION);
        int version = firstIndex(levels, LevelOrder::isVersion);
        if (version > VERSION && !versioned) {
            return List.of(misplaced(levels, version, VERSION, "the version"));
        }
        int place = versioned ? CHANNEL : VERSION;
        int channel = firstIndex(levels, Channel::isChannel);
        if (channel > place && !is(Channel::isChannel, levels, place)) {
            return List.of(misplaced(levels, channel, place, "the channel"));
        }
        return List.of();
    }

    /** Rule 5: the level after the company, or after the version, is a channel. */
    public static List<Violation> dataApartFromCommands(List<String> levels) {
        if (is(Channel::isChannel, levels, VERSION) || is(Channel::isChannel, levels, CHANNEL)) {
            return List.of();
        }
        int place = is(LevelOrder::isVersion, levels, VERSION) ? CHANNEL : VERSION;
        String message = "no channel level: evt for data, cmd for commands, state for last values";
        return List.of(missing(NamingRule.DATA_APART_FROM_COMMANDS, levels, place, Channel.EVENTS.level(), message));
    }

    /** Rule 6: the level after the company is a version; under a layout, the layout's own. */
    public static List<Violation> versionedRoot(List<String> levels, @Nullable TopicLayout layout) {
        String wanted =
                layout == null ? versionLevel(1) : versionLevel(layout.root().version());
        Predicate<String> accepted = layout == null ? LevelOrder::isVersion : wanted::equals;
        if (is(accepted, levels, VERSION)) {
            return List.of();
        }
        if (is(LevelOrder::isVersion, levels, VERSION)) {
            String found = levels.get(VERSION);
            String message = Quoted.of(found) + " is not the version of the root, " + wanted;
            return List.of(new Violation(NamingRule.VERSIONED_ROOT, VERSION, found, message, wanted));
        }
        String message = "no version after the company, so the hierarchy can never change without breaking consumers";
        return List.of(missing(NamingRule.VERSIONED_ROOT, levels, VERSION, wanted, message));
    }

    /** Returns the level for a version: {@code v1}. */
    public static String versionLevel(int version) {
        return "v" + version;
    }

    /** Returns whether a level is {@code v} and a number from 1 without leading zeros. */
    public static boolean isVersion(String level) {
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
            return new Violation(rule, place, part, message, wanted + Levels.SEPARATOR + Slug.propose(part));
        }
        int last = levels.size() - 1;
        String part = levels.get(last);
        return new Violation(rule, last, part, message, Slug.propose(part) + Levels.SEPARATOR + wanted);
    }

    private static Violation misplaced(List<String> levels, int from, int to, String what) {
        List<String> moved = new ArrayList<>(levels);
        moved.add(to, moved.remove(from));
        String message = what + " " + Quoted.of(levels.get(from)) + " is at level " + from + ", not " + to;
        return misplaced(levels, from, moved, message);
    }

    private static Violation misplaced(List<String> levels, int from, List<String> ordered, String message) {
        return new Violation(NamingRule.GENERAL_TO_SPECIFIC, from, Levels.join(levels), message, Levels.join(ordered));
    }
}
