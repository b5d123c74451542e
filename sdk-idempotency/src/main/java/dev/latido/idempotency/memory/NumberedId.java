package dev.latido.idempotency.memory;

import org.jspecify.annotations.Nullable;

/**
 * An id of the form {@code clientId:epoch:sequence} in its canonical spelling: decimal, without leading zeros.
 *
 * @param prefix the length of {@code clientId:epoch:}
 * @param sequence the number after the prefix
 */
record NumberedId(int prefix, long sequence) {

    /** Every number with this number of digits fits into a long. */
    private static final int MOST_DIGITS = 18;

    /** Returns the parts of an id, or null if the id has another form. */
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

    /** Returns where the last part of an id begins; 0 if there is only one part. */
    static int lastPart(String id) {
        return id.lastIndexOf(':') + 1;
    }

    /** Returns a number in its canonical spelling, or -1. */
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
