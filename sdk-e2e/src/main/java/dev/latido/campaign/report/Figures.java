package dev.latido.campaign.report;

import java.time.Duration;
import java.util.Locale;

/** Numbers as a reader wants them, the same in every kind of report. */
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

    /** A count and its noun, which gets an s unless the count is 1. */
    static String counted(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Seconds with one decimal, so that a column of them lines up. */
    static String seconds(long milliseconds) {
        return String.format(Locale.ROOT, "%,.1f s", milliseconds / 1_000.0);
    }

    /** Hours, minutes and seconds; what is zero at either end is left out. */
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

    /** A name that fits beside a chart. */
    static String shortened(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    /** A part of a whole in percent, with enough digits that something never reads as nothing. */
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
