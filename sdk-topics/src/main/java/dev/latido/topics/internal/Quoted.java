package dev.latido.topics.internal;

/** Quotes text from outside for a message: short, and without characters that could forge or reorder a log line. */
public final class Quoted {

    private static final int MAX_CODE_POINTS = 80;

    private Quoted() {}

    /** Returns the text in double quotes, with invisible characters as {@code \}{@code u0000}, truncated to 80 characters. */
    public static String of(String text) {
        StringBuilder quoted = new StringBuilder().append('"');
        text.codePoints().limit(MAX_CODE_POINTS).forEach(codePoint -> append(quoted, codePoint));
        if (text.codePointCount(0, text.length()) > MAX_CODE_POINTS) {
            quoted.append('…');
        }
        return quoted.append('"').toString();
    }

    private static void append(StringBuilder quoted, int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> quoted.append(String.format("\\u%04X", codePoint));
            default -> quoted.appendCodePoint(codePoint);
        }
    }
}
