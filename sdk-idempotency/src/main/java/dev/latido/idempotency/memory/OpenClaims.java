package dev.latido.idempotency.memory;

/**
 * The messages that are claimed or wait for their next attempt, in an open-addressed table in one array. No message is
 * ever dropped. Not thread-safe.
 */
final class OpenClaims {

    /** The answer of {@link #find} for a message that is not there. */
    static final int ABSENT = -1;

    private static final int KEY_A = 0;
    private static final int KEY_B = 1;
    private static final int FENCE = 2;
    private static final int DUE = 3;
    private static final int ATTEMPT = 4;
    private static final int FINGERPRINT = 5;
    private static final int FIELDS = 6;
    private static final int SMALLEST = 2;

    /** Stands for the fence of a message that waits for its next attempt and has none. */
    private static final long WAITING = 0;

    private long[] table = new long[SMALLEST * FIELDS];
    private int size;

    int size() {
        return size;
    }

    /** Returns the place of a message, which is valid until the next change. */
    int find(long a, long b) {
        for (int at = home(a, b); table[at + ATTEMPT] != 0; at = next(at)) {
            if (table[at + KEY_A] == a && table[at + KEY_B] == b) {
                return at;
            }
        }
        return ABSENT;
    }

    private int home(long a, long b) {
        return ((int) (a ^ b) & table.length / FIELDS - 1) * FIELDS;
    }

    private int next(int at) {
        int next = at + FIELDS;
        return next == table.length ? 0 : next;
    }

    /** Adds a message with its first attempt. */
    void add(long a, long b, long fence, long due, long fingerprint) {
        if ((size + 1) * 4 > table.length / FIELDS * 3) {
            resize(table.length * 2);
        }
        int at = home(a, b);
        while (table[at + ATTEMPT] != 0) {
            at = next(at);
        }
        table[at + KEY_A] = a;
        table[at + KEY_B] = b;
        table[at + ATTEMPT] = 1;
        table[at + FINGERPRINT] = fingerprint;
        set(at, fence, due);
        size++;
    }

    private void resize(int length) {
        long[] old = table;
        table = new long[length];
        for (int from = 0; from < old.length; from += FIELDS) {
            if (old[from + ATTEMPT] != 0) {
                int at = home(old[from + KEY_A], old[from + KEY_B]);
                while (table[at + ATTEMPT] != 0) {
                    at = next(at);
                }
                System.arraycopy(old, from, table, at, FIELDS);
            }
        }
    }

    boolean isClaimed(int at) {
        return table[at + FENCE] != WAITING;
    }

    boolean isHeld(int at, long fence) {
        return fence != WAITING && table[at + FENCE] == fence;
    }

    /** Returns when the lease or the pause ends. */
    long due(int at) {
        return table[at + DUE];
    }

    int attempt(int at) {
        return (int) table[at + ATTEMPT];
    }

    long fingerprint(int at) {
        return table[at + FINGERPRINT];
    }

    void setFingerprint(int at, long fingerprint) {
        table[at + FINGERPRINT] = fingerprint;
    }

    /** Grants the next attempt. */
    void again(int at, long fence, long due) {
        table[at + ATTEMPT]++;
        set(at, fence, due);
    }

    void renew(int at, long due) {
        table[at + DUE] = due;
    }

    /** Lets a message wait for its next attempt. */
    void release(int at, long due) {
        set(at, WAITING, due);
    }

    private void set(int at, long fence, long due) {
        table[at + FENCE] = fence;
        table[at + DUE] = due;
    }

    void remove(int at) {
        int length = table.length;
        int gap = at;
        for (int i = next(at); table[i + ATTEMPT] != 0; i = next(i)) {
            int home = home(table[i + KEY_A], table[i + KEY_B]);
            if (Math.floorMod(i - home, length) >= Math.floorMod(i - gap, length)) {
                System.arraycopy(table, i, table, gap, FIELDS);
                gap = i;
            }
        }
        table[gap + ATTEMPT] = 0;
        size--;
        if (size == 0 && length > SMALLEST * FIELDS * 8) {
            table = new long[SMALLEST * FIELDS];
        }
    }
}
