package dev.latido.topics;

/**
 * Checks names and remembers the string objects that were legal recently. A program passes the same few constants for
 * its measures and commands with every message. A string that was legal stays legal, because it cannot change.
 *
 * <p>Keeps references to at most {@value #PLACES} strings. Thread-safe: every string in the array was legal, whichever
 * thread wrote it.
 */
final class LegalNames {

    private static final int PLACES = 64;

    private final String[] recent = new String[PLACES];

    /** Returns {@link TopicName#isLegal} for the name. */
    @SuppressWarnings("ReferenceEquality") // comparing the letters would take as long as checking them
    boolean contain(String name) {
        int length = name.length();
        if (length == 0) {
            return false;
        }
        int place = (31 * length + name.charAt(length - 1)) & (PLACES - 1);
        if (recent[place] == name) {
            return true;
        }
        if (!TopicName.isLegal(name)) {
            return false;
        }
        recent[place] = name;
        return true;
    }
}
