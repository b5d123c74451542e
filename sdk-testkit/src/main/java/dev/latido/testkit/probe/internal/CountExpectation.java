package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Expects a number of messages that fit some conditions. */
public final class Counted {

    private Counted() {}

    /** At least and at most so many deliveries that meet all conditions. */
    public static Judgement judge(List<ProbedMessage> came, List<Narrowing> narrowings, int least, int most) {
        List<ProbedMessage> matching = Narrowing.matching(came, narrowings);
        int count = matching.size();
        List<String> problems = new ArrayList<>();
        if (count < least || count > most) {
            problems.add(Lines.messages(count) + (narrowings.isEmpty() ? "" : " as described"));
            problems.addAll(Narrowing.failures(came, narrowings));
            Lines.list(problems, "duplicated", repeated(matching).entrySet(), Lines::arrivals);
        }
        return Judgement.of(matching, problems, count > most);
    }

    /** At least one, none twice. */
    public static Judgement withoutDuplicates(List<ProbedMessage> came, List<Narrowing> narrowings) {
        List<ProbedMessage> matching = Narrowing.matching(came, narrowings);
        Map<String, List<Long>> repeated = repeated(matching);
        List<String> problems = new ArrayList<>();
        if (matching.isEmpty()) {
            problems.add("no message" + (narrowings.isEmpty() ? "" : " as described"));
            problems.addAll(Narrowing.failures(came, narrowings));
        }
        Lines.list(problems, "duplicated", repeated.entrySet(), Lines::arrivals);
        return Judgement.of(matching, problems, !repeated.isEmpty());
    }

    private static Map<String, List<Long>> repeated(List<ProbedMessage> messages) {
        return Difference.byKey(Arrival.of(messages)).entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }
}
