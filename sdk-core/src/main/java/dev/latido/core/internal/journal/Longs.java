package dev.latido.core.internal.journal;

import java.util.Arrays;

/** A list of primitive longs. Not thread-safe. */
final class Longs {

    private long[] values = new long[16];
    private int size;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    void addAll(Longs others) {
        for (int i = 0; i < others.size; i++) {
            add(others.values[i]);
        }
    }

    long get(int index) {
        return values[index];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
        if (values.length > 65_536) {
            values = new long[16];
        }
    }
}
