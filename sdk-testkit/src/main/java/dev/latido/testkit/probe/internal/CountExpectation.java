package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An expectation about the number of messages that meet conditions. */
public final class CountExpectation {

    private CountExpectation() {}

    /** Checks that the number of deliveries that meet all conditions is within the bounds. */
    public static Verdict judge(List<ProbedMessage> came, List<MessageCondition> narrowings, int least, int most) {
        List<ProbedMessage> matching = MessageCondition.matching(came, narrowings);
        int count = matching.size();
        List<String> problems = new ArrayList<>();
        if (count < least || count > most) {
            problems.add(FailureText.messages(count) + (narrowings.isEmpty() ? "" : " as described"));
            problems.addAll(MessageCondition.failures(came, narrowings));
            FailureText.list(problems, "duplicated", repeated(matching).entrySet(), FailureText::arrivals);
        }
        return Verdict.of(matching, problems, count > most);
    }

    /** Checks that at least one message arrived, and none of them twice. */
    public static Verdict withoutDuplicates(List<ProbedMessage> came, List<MessageCondition> narrowings) {
        List<ProbedMessage> matching = MessageCondition.matching(came, narrowings);
        Map<String, List<Long>> repeated = repeated(matching);
        List<String> problems = new ArrayList<>();
        if (matching.isEmpty()) {
            problems.add("no message" + (narrowings.isEmpty() ? "" : " as described"));
            problems.addAll(MessageCondition.failures(came, narrowings));
        }
        FailureText.list(problems, "duplicated", repeated.entrySet(), FailureText::arrivals);
        return Verdict.of(matching, problems, !repeated.isEmpty());
    }

    private static Map<String, List<Long>> repeated(List<ProbedMessage> messages) {
        return Difference.byKey(MatchedMessage.of(messages)).entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, LinkedHashMap::new));
    }
}
