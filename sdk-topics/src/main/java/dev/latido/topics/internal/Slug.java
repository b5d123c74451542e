package dev.latido.topics.internal;

import java.text.Normalizer;
import java.util.Locale;

/** Turns any text into a legal name of one level. */
public final class Slug {

    /** The proposal for a text that has neither letter nor digit. */
    public static final String PLACEHOLDER = "unnamed";

    private static final int FIRST_BEYOND_ASCII = 0x80;

    private final StringBuilder slug = new StringBuilder();
    /** The separators since the last letter: a single {@code _} is kept, anything else becomes {@code -}. */
    private final StringBuilder gap = new StringBuilder();

    private Slug() {}

    /** Returns the name for a text; empty if the text has neither letter nor digit. Takes linear time for any text. */
    public static String of(String text) {
        Slug slug = new Slug();
        withoutMarks(text).toLowerCase(Locale.ROOT).codePoints().forEach(slug::add);
        return slug.slug.toString();
    }

    /**
     * Like {@link #of}, for proposals: a text without letters and digits gives {@link #PLACEHOLDER}, and of a text longer
     * than any topic only the beginning is read.
     */
    public static String propose(String text) {
        String slug = of(Utf8.truncate(text, FleetLimits.MAX_BYTES));
        return slug.isEmpty() ? PLACEHOLDER : slug;
    }

    /**
     * Decomposes each character and removes its accents. Works on one character at a time, because the normalizer sorts a
     * long run of marks in quadratic time.
     */
    private static String withoutMarks(String text) {
        StringBuilder letters = new StringBuilder();
        text.codePoints().forEach(codePoint -> {
            if (codePoint < FIRST_BEYOND_ASCII) {
                letters.append((char) codePoint);
            } else if (!isMark(codePoint)) {
                Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD)
                        .codePoints()
                        .filter(part -> !isMark(part))
                        .forEach(letters::appendCodePoint);
            }
        });
        return letters.toString();
    }

    private void add(int codePoint) {
        if (isMark(codePoint)) {
            return;
        }
        if (isAsciiLetterOrDigit(codePoint)) {
            append(Character.toString(codePoint));
        } else if (Character.isLetterOrDigit(codePoint)) {
            append(latin(codePoint));
        } else {
            gap.appendCodePoint(codePoint);
        }
    }

    private void append(String letters) {
        if (slug.length() > 0 && gap.length() > 0) {
            slug.append(gap.toString().equals("_") ? "_" : "-");
        }
        gap.setLength(0);
        slug.append(letters);
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    private static boolean isMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    /** Returns the usual spelling of Latin letters that Unicode does not decompose, and the code point of others. */
    private static String latin(int codePoint) {
        return switch (codePoint) {
            case 'ß' -> "ss";
            case 'æ' -> "ae";
            case 'œ' -> "oe";
            case 'ø' -> "o";
            case 'đ', 'ð' -> "d";
            case 'ł' -> "l";
            case 'ı' -> "i";
            case 'þ' -> "th";
            default -> {
                int digit = Character.digit(codePoint, 10);
                yield digit >= 0 ? Integer.toString(digit) : "u" + Integer.toHexString(codePoint);
            }
        };
    }
}
