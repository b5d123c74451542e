package dev.latido.topics;

/**
 * Checks names and remembers the objects that were legal lately. A program names its measures and commands by a few
 * constants, again with every message; a text that was legal once stays so, because it cannot change.
 *
 * <p>Holds on to {@value #PLACES} texts at most. Thread-safe: a place holds a text or none, and whichever thread wrote it
 * last, it was legal.
 */
final class LegalNames {

    private static final int PLACES = 64;

    private final String[] recent = new String[PLACES];

    /** Whether {@link TopicName#isLegal} holds for the name. */
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
