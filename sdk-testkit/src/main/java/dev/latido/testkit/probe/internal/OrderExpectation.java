package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An expectation about the order in which producers numbered their messages, by Latido's ids {@code
 * clientId:epoch:sequence}. MQTT keeps the order for each topic and publisher only (MQTT 5, section 4.6), so this
 * expectation does the same.
 */
public final class OrderExpectation {

    private static final Pattern ID = Pattern.compile("(.*):(\\d{1,18}):(\\d{1,18})", Pattern.DOTALL);
    private static final Comparator<Numbered> ORDER =
            Comparator.comparingLong(Numbered::epoch).thenComparingLong(Numbered::sequence);

    private record Numbered(String stream, String id, long epoch, long sequence) {

        static @Nullable Numbered of(ProbedMessage message) {
            String id = message.id().orElse("");
            Matcher parts = ID.matcher(id);
            return parts.matches()
                    ? new Numbered(
                            message.topic() + " " + parts.group(1),
                            id,
                            Long.parseLong(parts.group(2)),
                            Long.parseLong(parts.group(3)))
                    : null;
        }
    }

    private static final class Stream {

        private final List<MatchedMessage> arrivals = new ArrayList<>();
        private final Map<String, Numbered> numbered = new LinkedHashMap<>();

        void add(Numbered id, ProbedMessage message) {
            arrivals.add(new MatchedMessage(message.number(), id.id()));
            numbered.putIfAbsent(id.id(), id);
        }

        List<Difference.Misplaced> misplaced() {
            List<String> expected =
                    numbered.values().stream().sorted(ORDER).map(Numbered::id).toList();
            return Difference.between(expected, arrivals).outOfOrder();
        }
    }

    private OrderExpectation() {}

    /** Checks the messages that arrived: at least one message, first arrivals in order, all of them numbered. */
    public static Verdict judge(List<ProbedMessage> came, List<MessageCondition> narrowings) {
        List<ProbedMessage> matching = MessageCondition.matching(came, narrowings);
        Map<String, Stream> streams = new LinkedHashMap<>();
        List<String> without = new ArrayList<>();
        for (ProbedMessage message : matching) {
            Numbered id = Numbered.of(message);
            if (id == null) {
                without.add(FailureText.shortened(message.key()) + " (arrival " + message.number() + ")");
            } else {
                streams.computeIfAbsent(id.stream(), stream -> new Stream()).add(id, message);
            }
        }
        List<Difference.Misplaced> misplaced = streams.values().stream()
                .flatMap(stream -> stream.misplaced().stream())
                .toList();
        List<String> problems = new ArrayList<>();
        if (matching.isEmpty()) {
            problems.add("no message" + (narrowings.isEmpty() ? "" : " as described"));
            problems.addAll(MessageCondition.failures(came, narrowings));
        }
        problems.addAll(new Difference(List.of(), Map.of(), Map.of(), misplaced).lines());
        FailureText.list(problems, "without clientId:epoch:sequence", without, line -> line);
        return Verdict.of(matching, problems, !matching.isEmpty());
    }
}
