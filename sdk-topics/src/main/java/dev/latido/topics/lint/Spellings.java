package dev.latido.topics.lint;

import dev.latido.topics.TopicName;
import dev.latido.topics.internal.FleetLimits;
import dev.latido.topics.internal.Slug;
import dev.latido.topics.internal.Spelling;

/** Compares the spelling of two names. */
final class Spellings {

    private static final int SHORTEST_ABBREVIATION = 4;
    private static final int LETTERS_LEFT_OUT = 3;
    private static final int SHORTEST_WORD_WITH_SLIP = 6;

    private Spellings() {}

    /**
     * Returns a name without case, accents, joiners and leading zeros. Numbers remain separate: {@code planta-1},
     * {@code planta1} and {@code Planta_01} are the same, {@code line-1-1} and {@code line-11} are not. Empty for a text
     * without letters and digits, or longer than any topic.
     */
    static String folded(String name) {
        if (name.length() > FleetLimits.MAX_BYTES) {
            return "";
        }
        String slug = TopicName.isLegal(name) ? name : Slug.of(name);
        StringBuilder folded = new StringBuilder();
        int at = 0;
        while (at < slug.length()) {
            char c = slug.charAt(at);
            if (isDigit(c)) {
                int end = endOfNumber(slug, at);
                folded.append('<').append(withoutZeros(slug.substring(at, end))).append('>');
                at = end;
            } else {
                if (!Spelling.isJoiner(c)) {
                    folded.append(c);
                }
                at++;
            }
        }
        return folded.toString();
    }

    /** Returns whether a folded name has letters only; only words are checked for slips, ids are not. */
    static boolean isWord(String folded) {
        return folded.indexOf('<') < 0;
    }

    /** Returns whether one word abbreviates the other, as {@code temp}: at least four letters, and at least three omitted. */
    static boolean abbreviates(String shorter, String longer) {
        return shorter.length() >= SHORTEST_ABBREVIATION
                && longer.length() >= shorter.length() + LETTERS_LEFT_OUT
                && longer.startsWith(shorter);
    }

    /**
     * Returns whether two different words of six letters or more differ in one letter: omitted, wrong, or swapped with the
     * next. A difference in the first letter does not count, and neither does a wrong last letter, as in {@code stationa}
     * and {@code stationb}.
     */
    static boolean isSlip(String one, String two) {
        if (Math.min(one.length(), two.length()) < SHORTEST_WORD_WITH_SLIP
                || Math.abs(one.length() - two.length()) > 1
                || one.charAt(0) != two.charAt(0)) {
            return false;
        }
        int at = 1;
        while (at < one.length() && at < two.length() && one.charAt(at) == two.charAt(at)) {
            at++;
        }
        if (one.length() != two.length()) {
            String longer = one.length() > two.length() ? one : two;
            String shorter = one.length() > two.length() ? two : one;
            return longer.substring(at + 1).equals(shorter.substring(at));
        }
        boolean wrong = one.substring(at + 1).equals(two.substring(at + 1));
        return wrong ? at < one.length() - 1 : isSwapped(one, two, at);
    }

    private static boolean isSwapped(String one, String two, int at) {
        return one.charAt(at) == two.charAt(at + 1)
                && one.charAt(at + 1) == two.charAt(at)
                && one.substring(at + 2).equals(two.substring(at + 2));
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static String withoutZeros(String number) {
        int first = 0;
        while (first < number.length() - 1 && number.charAt(first) == '0') {
            first++;
        }
        return number.substring(first);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
