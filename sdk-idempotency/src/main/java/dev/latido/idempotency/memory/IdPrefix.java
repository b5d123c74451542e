package dev.latido.idempotency.memory;

/** The beginning that numbered ids of one producer have in common, {@code clientId:epoch:}. Immutable. */
final class IdPrefix {

    private static final int LAST_OF_ASCII = 127;

    /** Further from each letter of ASCII than these are from each other. */
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
     * Whether an id begins so and goes on with a letter of ASCII. A comparison takes many letters at a time, and its
     * result tells where it ended: two letters within the prefix differ by less than the first behind it from the one that
     * is beyond.
     */
    @SuppressWarnings("CompareToZero") // String specifies its result: the difference of the letters, or of the lengths
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
