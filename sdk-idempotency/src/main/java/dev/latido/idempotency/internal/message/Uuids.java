package dev.latido.idempotency.internal.message;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Recognises UUIDs in their textual forms (RFC 9562, section 4): 36 characters, in upper or lower case, with or without
 * {@code urn:uuid:}. Only those of a version (1 to 8) and of the variant of the RFC count as unique: the nil UUID is what
 * a device sends that has not made one. 32 hexadecimal digits without dashes are not recognised, because hashes of
 * contents look the same.
 */
final class Uuids {

    private static final String URN = "urn:uuid:";
    private static final int LENGTH = 36;
    private static final int VERSION = 14;
    private static final int VARIANT = 19;

    private static final int UPPER = 1;
    private static final int OTHER = 2;

    /** What a character is: 0 for a digit, also a hexadecimal one in lower case, or one of the flags. */
    private static final byte[] KINDS = kinds();

    private Uuids() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[128];
        for (int c = 0; c < kinds.length; c++) {
            boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            boolean upper = c >= 'A' && c <= 'F';
            kinds[c] = (byte) (digit ? 0 : upper ? UPPER : OTHER);
        }
        return kinds;
    }

    /** Returns the one spelling of a UUID, in lower case and without {@code urn:uuid:}; null if the text is none. */
    static @Nullable String canonical(String text) {
        int start = text.length() - LENGTH;
        boolean shaped = start == 0 || (start == URN.length() && text.regionMatches(true, 0, URN, 0, start));
        if (!shaped || !hasDashesAndVersion(text, start)) {
            return null;
        }
        int kinds = kinds(text, start, start + 8)
                | kinds(text, start + 9, start + 13)
                | kinds(text, start + 14, start + 18)
                | kinds(text, start + 19, start + 23)
                | kinds(text, start + 24, start + LENGTH);
        if (kinds >= OTHER) {
            return null;
        }
        String uuid = start == 0 ? text : text.substring(start);
        return kinds == UPPER ? uuid.toLowerCase(Locale.ROOT) : uuid;
    }

    private static boolean hasDashesAndVersion(String text, int start) {
        char version = text.charAt(start + VERSION);
        return version >= '1'
                && version <= '8'
                && "89abAB".indexOf(text.charAt(start + VARIANT)) >= 0
                && text.charAt(start + 8) == '-'
                && text.charAt(start + 13) == '-'
                && text.charAt(start + 18) == '-'
                && text.charAt(start + 23) == '-';
    }

    /** Returns the flags of some characters together. */
    private static int kinds(String text, int from, int to) {
        int kinds = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            kinds |= c < KINDS.length ? KINDS[c] : OTHER;
        }
        return kinds;
    }
}
