package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The wording and layout of a failed assertion. */
final class FailureText {

    private static final int MOST_MESSAGES = 10;
    private static final int MOST_IN_LIST = 20;
    private static final int LONGEST_TEXT = 120;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private FailureText() {}

    /** Returns a complete report. */
    static String report(
            String filter,
            String expected,
            List<String> problems,
            List<ProbedMessage> came,
            Duration waited,
            Optional<String> trouble) {
        List<String> lines = new ArrayList<>();
        lines.add("expected on " + filter + " within " + seconds(waited) + ":");
        lines.add("  " + expected);
        lines.add(came.isEmpty() ? "but no message arrived" : "but these messages arrived:");
        problems.forEach(problem -> lines.add("  " + problem));
        trouble.ifPresent(why -> lines.add("  the probe cannot be trusted: " + why));
        if (!came.isEmpty()) {
            lines.add(
                    messages(came.size()) + (came.size() > MOST_MESSAGES ? ", the first " + MOST_MESSAGES : "") + ":");
            came.stream().limit(MOST_MESSAGES).forEach(message -> lines.add("  " + of(message)));
        }
        return String.join("\n", lines);
    }

    /** Returns one line for a message. */
    static String of(ProbedMessage message) {
        return "#" + message.number() + " " + TIME.format(message.arrivedAt()) + " " + message.topic() + " qos "
                + message.qos() + (message.retained() ? " retained" : "") + (message.dup() ? " dup" : "") + " "
                + shortened(message.text());
    }

    /** Adds a line such as {@code lost 2: a, b} if there are items. */
    static <T> void list(List<String> lines, String what, Collection<T> items, Function<T, String> words) {
        if (items.isEmpty()) {
            return;
        }
        String listed = items.stream().limit(MOST_IN_LIST).map(words).collect(Collectors.joining(", "));
        int more = items.size() - MOST_IN_LIST;
        lines.add(what + " " + items.size() + ": " + listed + (more > 0 ? " and " + more + " more" : ""));
    }

    /** Returns a key with the numbers of its arrivals. */
    static String arrivals(Map.Entry<String, List<Long>> entry) {
        List<Long> numbers = entry.getValue();
        String listed =
                numbers.stream().limit(MOST_IN_LIST).map(String::valueOf).collect(Collectors.joining(", "));
        int more = numbers.size() - MOST_IN_LIST;
        return shortened(entry.getKey()) + " (" + (numbers.size() == 1 ? "arrival " : "arrivals ") + listed
                + (more > 0 ? " and " + more + " more)" : ")");
    }

    static String messages(int count) {
        return count == 1 ? "1 message" : count + " messages";
    }

    static String seconds(Duration duration) {
        return duration.toMillis() / 1_000.0 + " s";
    }

    static String shortened(String text) {
        String oneLine = text.replace("\r", "\\r").replace("\n", "\\n");
        return oneLine.length() <= LONGEST_TEXT
                ? oneLine
                : oneLine.substring(0, LONGEST_TEXT) + "… (" + text.length() + " characters)";
    }
}
