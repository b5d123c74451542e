package dev.latido.idempotency.memory;

import org.jspecify.annotations.Nullable;

/**
 * An id of the form {@code clientId:epoch:sequence}, in its one spelling: decimal, without leading zeros.
 *
 * @param prefix the length of {@code clientId:epoch:}
 * @param sequence the number behind it
 */
record NumberedId(int prefix, long sequence) {

    /** Numbers of so many digits fit into a long. */
    private static final int MOST_DIGITS = 18;

    /** The parts of an id, or null if it has another form. */
    static @Nullable NumberedId of(String id) {
        int end = id.length();
        int colon = id.lastIndexOf(':', end - 1);
        if (colon < 2) {
            return null;
        }
        int epoch = id.lastIndexOf(':', colon - 1);
        if (epoch < 1 || number(id, epoch + 1, colon) < 0) {
            return null;
        }
        long sequence = number(id, colon + 1, end);
        return sequence < 0 ? null : new NumberedId(colon + 1, sequence);
    }

    /** Where the last part of an id begins; 0 if it has but one. */
    static int lastPart(String id) {
        return id.lastIndexOf(':') + 1;
    }

    /** A number in its one spelling, or -1. */
    static long number(String id, int start, int end) {
        int digits = end - start;
        if (digits < 1 || digits > MOST_DIGITS || (digits > 1 && id.charAt(start) == '0')) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
