package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The axis of a chart, from zero: converts values to pixels, and chooses round numbers for its ticks.
 *
 * @param end the largest value
 * @param from the pixel of zero
 * @param to the pixel of the end
 */
record Axis(double end, double from, double to) {

    private static final long[] SECONDS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400
    };

    Axis {
        end = end > 0 ? end : 1;
    }

    double at(double value) {
        return from + (to - from) * Math.min(Math.max(value / end, 0), 1);
    }

    /** Returns the pixel of a count. */
    double at(long count) {
        return at((double) count);
    }

    /** Returns the pixel of a count as SVG writes it. */
    String pixel(long count) {
        return number(at(count));
    }

    /** Returns the pixel of a value as SVG writes it. */
    String pixel(double value) {
        return number(at(value));
    }

    static String number(double pixel) {
        return String.format(Locale.ROOT, "%.1f", pixel);
    }

    /** Returns ticks: at most {@code most} steps of 1, 2 or 5 times a power of ten, at least 1. */
    List<Long> ticks(int most) {
        long power = 1;
        while (true) {
            for (long factor : new long[] {1, 2, 5}) {
                if (end / (factor * power) <= most) {
                    return every(factor * power);
                }
            }
            power *= 10;
        }
    }

    /** Returns ticks in seconds, with steps as clocks have them. */
    List<Long> times(int most) {
        for (long step : SECONDS) {
            if (end / step <= most) {
                return every(step);
            }
        }
        return every((long) Math.ceil(end / most / 86_400) * 86_400);
    }

    private List<Long> every(long step) {
        List<Long> ticks = new ArrayList<>();
        for (long tick = 0; tick <= end; tick += step) {
            ticks.add(tick);
        }
        return ticks;
    }

    /** Returns the label of one of the {@link #times}: seconds up to two minutes, {@code m:ss} up to two hours. */
    String time(long seconds) {
        if (end <= 120) {
            return seconds + " s";
        }
        return end <= 7_200
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d h", seconds / 3_600, seconds / 60 % 60);
    }
}
