package dev.latido.benchmarks;

import java.util.Arrays;

/** The median of several rounds. */
final class Medians {

    private Medians() {}

    /** Returns the median; for an even number of values, the upper one of the two in the middle. */
    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
