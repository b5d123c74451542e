package dev.latido.idempotency.internal.message;

import org.jspecify.annotations.Nullable;

/**
 * An id that a Latido publisher assigned: {@code clientId:epoch:sequence}, where the epoch is the time of the
 * publisher's start in microseconds. Other ids with two colons, such as {@code 12:30:15} or {@code
 * 2026-11-22T10:30:15}, are not of this form. Immutable.
 *
 * @param clientId the client id of the publisher; may contain colons
 * @param epoch the time of the start
 * @param sequence the number of the message since the start
 */
record ProducerId(String clientId, long epoch, long sequence) {

    /** The digits of every time in microseconds from 2001 to 2286. */
    private static final int EPOCH_DIGITS = 16;

    /** Every number with this number of digits fits into a long. */
    private static final int MOST_DIGITS = 18;

    /** Returns the parts of an id; null if it has another form. */
    static @Nullable ProducerId of(String id) {
        int colon = secondColon(id);
        if (colon < 0) {
            return null;
        }
        int first = colon - EPOCH_DIGITS - 1;
        return new ProducerId(
                id.substring(0, first),
                Long.parseLong(id, first + 1, colon, 10),
                Long.parseLong(id, colon + 1, id.length(), 10));
    }

    /** Returns whether an id has this form. */
    static boolean is(String id) {
        return secondColon(id) >= 0;
    }

    /** Returns where the sequence's colon is in an id of this form; -1 if it has another form. */
    private static int secondColon(String id) {
        int colon = id.lastIndexOf(':');
        int first = colon - EPOCH_DIGITS - 1;
        boolean of = first >= 1
                && id.charAt(first) == ':'
                && isNumber(id, first + 1, colon)
                && isNumber(id, colon + 1, id.length());
        return of ? colon : -1;
    }

    /** Returns whether a part is a number as a publisher writes it: decimal, without leading zeros. */
    private static boolean isNumber(String id, int from, int to) {
        if (from == to || to - from > MOST_DIGITS || id.charAt(from) == '0') {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (id.charAt(i) < '0' || id.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
