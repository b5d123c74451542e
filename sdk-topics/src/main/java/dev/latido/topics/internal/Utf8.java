package dev.latido.topics.internal;

/** What a text costs in UTF-8, and whether it can be written in it at all (MQTT 5 section 1.5.4). */
public final class Utf8 {

    private Utf8() {}

    /** The bytes of the text in UTF-8; a surrogate without its other half counts as three. */
    public static int length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                bytes += 2;
            } else if (c >= 0x80) {
                bytes++;
            }
            if (isPairAt(text, i)) {
                i++;
            }
        }
        return bytes;
    }

    /** Whether UTF-8 has no form for the code point, because it is a surrogate without its other half. */
    public static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** The longest beginning of the text that fits in so many bytes, not cutting a character. */
    public static String truncate(String text, int maxBytes) {
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            bytes += length(text.substring(end, next));
            if (bytes > maxBytes) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    private static boolean isPairAt(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }
}
