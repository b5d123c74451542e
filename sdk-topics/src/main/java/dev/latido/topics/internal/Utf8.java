package dev.latido.topics.internal;

/** Lengths in UTF-8, and characters that UTF-8 cannot encode (MQTT 5 section 1.5.4). */
public final class Utf8 {

    private Utf8() {}

    /** Returns the number of bytes of the text in UTF-8; an unpaired surrogate counts as three. */
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

    /** Returns whether the code point is an unpaired surrogate, which UTF-8 cannot encode. */
    public static boolean isLoneSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Returns the longest prefix of the text that fits in this number of bytes, without splitting a character. */
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
