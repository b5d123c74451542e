package dev.latido.topics.internal;

import dev.latido.topics.NamingRule;
import dev.latido.topics.TopicName;
import dev.latido.topics.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rules 2 to 4. Each wrong character breaks exactly one of them: letters, digits and accents rule 2, wildcards rule 4,
 * everything else rule 3. A level keeps all three if and only if {@link TopicName#isLegal} returns true.
 */
public final class Spelling {

    private static final int CHARACTERS_IN_MESSAGE = 5;

    private Spelling() {}

    /** Checks the spelling of one level by all three rules. */
    public static List<Violation> check(int index, String level) {
        List<Violation> violations = new ArrayList<>();
        if (!TopicName.isLegal(level)) {
            check(NamingRule.LOWERCASE_WITHOUT_ACCENTS, index, level).ifPresent(violations::add);
            check(NamingRule.NO_SPACES_OR_SIGNS, index, level).ifPresent(violations::add);
            check(NamingRule.NO_WILDCARDS_IN_NAMES, index, level).ifPresent(violations::add);
        }
        return violations;
    }

    /** Checks all levels by one rule. */
    public static List<Violation> check(NamingRule rule, List<String> levels) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            check(rule, i, levels.get(i)).ifPresent(violations::add);
        }
        return violations;
    }

    private static Optional<Violation> check(NamingRule rule, int index, String level) {
        if (level.isEmpty()) {
            String message = "the level is empty: give it a name, or remove the extra /";
            return rule == NamingRule.NO_SPACES_OR_SIGNS
                    ? Optional.of(new Violation(rule, index, level, message, Slug.PLACEHOLDER))
                    : Optional.empty();
        }
        String offenders = offenders(rule, level);
        if (offenders.isEmpty()) {
            return Optional.empty();
        }
        String message = Quoted.of(level) + " has " + offenders + ", " + expectation(rule);
        return Optional.of(new Violation(rule, index, level, message, Slug.propose(level)));
    }

    private static String offenders(NamingRule rule, String level) {
        return indexes(level).stream()
                .filter(at -> brokenBy(level, at) == rule)
                .map(level::codePointAt)
                .distinct()
                .limit(CHARACTERS_IN_MESSAGE)
                .map(codePoint -> Quoted.of(Character.toString(codePoint)))
                .collect(Collectors.joining(", "));
    }

    private static List<Integer> indexes(String level) {
        List<Integer> indexes = new ArrayList<>();
        for (int at = 0; at < level.length(); at = level.offsetByCodePoints(at, 1)) {
            indexes.add(at);
        }
        return indexes;
    }

    private static @Nullable NamingRule brokenBy(String level, int at) {
        int c = level.codePointAt(at);
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            return null;
        }
        if (isJoiner(c)) {
            boolean joins = at > 0 && at + 1 < level.length() && !isJoiner(level.charAt(at - 1));
            return joins ? null : NamingRule.NO_SPACES_OR_SIGNS;
        }
        if (c == '+' || c == '#') {
            return NamingRule.NO_WILDCARDS_IN_NAMES;
        }
        return isLetterDigitOrAccent(c) ? NamingRule.LOWERCASE_WITHOUT_ACCENTS : NamingRule.NO_SPACES_OR_SIGNS;
    }

    /** Returns whether a character may join two letters or digits. */
    public static boolean isJoiner(int codePoint) {
        return codePoint == '-' || codePoint == '_';
    }

    private static boolean isLetterDigitOrAccent(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> Character.isLetterOrDigit(codePoint);
        };
    }

    private static String expectation(NamingRule rule) {
        return switch (rule) {
            case LOWERCASE_WITHOUT_ACCENTS -> "not one of a-z and 0-9";
            case NO_WILDCARDS_IN_NAMES -> "which only filters use";
            default -> "where only a single - or _ between letters or digits is allowed";
        };
    }
}
