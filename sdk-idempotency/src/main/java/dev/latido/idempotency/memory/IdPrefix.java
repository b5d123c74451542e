package dev.latido.idempotency.memory;

/** The prefix {@code clientId:epoch:} that the numbered ids of one producer share. Immutable. */
final class IdPrefix {

    private static final int LAST_OF_ASCII = 127;

    /** Differs from every ASCII character by more than two ASCII characters differ from each other. */
    private static final char BEYOND = 255;

    private final String andBeyond;
    private final int length;
    private final boolean ascii;

    IdPrefix(String prefix) {
        this.andBeyond = prefix + BEYOND;
        this.length = prefix.length();
        this.ascii = prefix.chars().allMatch(letter -> letter <= LAST_OF_ASCII);
    }

    int length() {
        return length;
    }

    /**
     * Returns whether an id has this prefix, followed by an ASCII character. {@code compareTo} compares many characters
     * at a time, and its result shows where it ended: two characters within the prefix differ by less than the first
     * character after the prefix differs from the one that is beyond ASCII.
     */
    @SuppressWarnings(
            "CompareToZero") // String specifies the result: the difference of the characters, or of the lengths
    boolean begins(String id) {
        return id.length() > length && (ascii ? id.compareTo(andBeyond) < -LAST_OF_ASCII : beginsWithAnyLetters(id));
    }

    private boolean beginsWithAnyLetters(String id) {
        return id.regionMatches(0, andBeyond, 0, length) && id.charAt(length) <= LAST_OF_ASCII;
    }

    @Override
    public String toString() {
        return andBeyond.substring(0, length);
    }
}
