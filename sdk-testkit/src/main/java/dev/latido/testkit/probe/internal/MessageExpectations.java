package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The messages that are expected one by one, in order, with their values if those are checked. Immutable. */
public final class MessageExpectations {

    private final List<String> keys;
    private final Map<String, JsonNode> values;
    private final Rules rules;

    /**
     * The rules that decide what counts as wrong.
     *
     * @param once whether duplicates are wrong
     * @param ordered whether an order of first arrivals other than the expected one is wrong
     * @param strangers whether messages that are not expected are wrong
     */
    public record Rules(boolean once, boolean ordered, boolean strangers) {}

    private MessageExpectations(List<String> keys, Map<String, JsonNode> values, Rules rules) {
        this.keys = keys;
        this.values = values;
        this.rules = rules;
    }

    /**
     * Returns expectations of keys without values.
     *
     * @throws IllegalArgumentException if one repeats
     */
    public static MessageExpectations of(Collection<String> keys) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String key : keys) {
            if (!distinct.add(Objects.requireNonNull(key, "ids must not contain null"))) {
                throw new IllegalArgumentException("ids must not repeat, but does: " + key);
            }
        }
        return new MessageExpectations(List.copyOf(distinct), Map.of(), new Rules(true, false, true));
    }

    /** Returns expectations of keys with the values of their messages. */
    public static MessageExpectations of(Map<String, ?> values) {
        Map<String, JsonNode> json = new LinkedHashMap<>();
        values.forEach((key, value) -> json.put(
                Objects.requireNonNull(key, "ids must not contain null"),
                Payload.json(Objects.requireNonNull(value, "values must not contain null"))));
        return new MessageExpectations(List.copyOf(json.keySet()), json, new Rules(true, false, true));
    }

    /** Returns the same expectations under other rules. */
    public MessageExpectations under(Rules others) {
        return new MessageExpectations(keys, values, others);
    }

    /** Returns a description of the expectations. */
    public String expected() {
        return (keys.size() == 1 ? "this message " : "these " + FailureText.messages(keys.size()) + ", each ")
                + (rules.once() ? "exactly once" : "at least once")
                + (rules.ordered() ? ", in this order" : "")
                + (values.isEmpty() ? "" : ", with these values")
                + (rules.strangers() ? ", and no other" : "");
    }

    /** Compares the expectations with the messages that arrived. */
    public Verdict judge(List<ProbedMessage> came, List<MessageCondition> narrowings) {
        List<ProbedMessage> matching = MessageCondition.matching(came, narrowings);
        Difference difference = Difference.between(keys, MatchedMessage.of(matching));
        List<String> wrong = wrongValues(matching);
        boolean repeated = rules.once() && !difference.duplicated().isEmpty();
        boolean moved = rules.ordered() && !difference.outOfOrder().isEmpty();
        boolean strangers = rules.strangers() && !difference.unexpected().isEmpty();
        boolean broken = repeated || moved || strangers || !wrong.isEmpty();
        if (!broken && difference.lost().isEmpty()) {
            return Verdict.met(matching);
        }
        List<String> problems = new ArrayList<>();
        int present = keys.size() - difference.lost().size();
        problems.add(present + " of " + keys.size() + ", in " + matching.size() + " deliveries");
        problems.addAll(difference.lines());
        FailureText.list(problems, "wrong value", wrong, line -> line);
        problems.addAll(MessageCondition.failures(came, narrowings));
        return Verdict.of(matching, problems, broken);
    }

    private List<String> wrongValues(List<ProbedMessage> messages) {
        List<String> wrong = new ArrayList<>();
        if (values.isEmpty()) {
            return wrong;
        }
        for (ProbedMessage message : messages) {
            JsonNode expected = values.get(message.key());
            @Nullable JsonNode actual = MessageCondition.valueOf(message);
            if (expected != null && !Payload.same(expected, actual)) {
                wrong.add(FailureText.shortened(message.key()) + " (arrival " + message.number() + ": "
                        + MessageCondition.describe(actual) + " instead of " + MessageCondition.describe(expected)
                        + ")");
            }
        }
        return wrong;
    }
}
