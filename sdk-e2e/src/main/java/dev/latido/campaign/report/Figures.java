package dev.latido.campaign.report;

import java.time.Duration;
import java.util.Locale;

/** Formats numbers, alike in every kind of report. */
final class Figures {

    /** Stands for a figure that was not measured. */
    static final String NONE = "–";

    private static final int LONGEST_NAME = 28;
    private static final long MEBIBYTE = 1L << 20;
    private static final long GIBIBYTE = 1L << 30;

    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns a count with its noun, which gets an s unless the count is 1. */
    static String counted(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Returns seconds with one decimal, so that a column of them lines up. */
    static String seconds(long milliseconds) {
        return String.format(Locale.ROOT, "%,.1f s", milliseconds / 1_000.0);
    }

    /** Returns hours, minutes and seconds, without zeros at either end. */
    static String span(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            return seconds(duration.toMillis());
        }
        long hours = duration.toHours();
        int minutes = duration.toMinutesPart();
        int seconds = duration.toSecondsPart();
        StringBuilder text = new StringBuilder();
        append(text, hours, "h");
        append(text, minutes, "min");
        append(text, seconds, "s");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(text.isEmpty() ? "" : " ").append(number).append(' ').append(unit);
        }
    }

    static String mebibytes(long bytes) {
        return bytes <= 0 ? NONE : count(Math.round((double) bytes / MEBIBYTE)) + " MiB";
    }

    static String gibibytes(long bytes) {
        return bytes <= 0 ? NONE : String.format(Locale.ROOT, "%,.1f GiB", (double) bytes / GIBIBYTE);
    }

    /** Returns a name that fits next to a chart. */
    static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    /** Returns a part of a whole in percent, with enough digits that a part is never shown as zero. */
    static String share(long part, long whole) {
        if (whole <= 0) {
            return NONE;
        }
        double percent = 100.0 * part / whole;
        if (part > 0 && percent < 0.01) {
            return "< 0.01 %";
        }
        return String.format(Locale.ROOT, percent >= 10 ? "%.1f %%" : "%.2f %%", percent);
    }
}
