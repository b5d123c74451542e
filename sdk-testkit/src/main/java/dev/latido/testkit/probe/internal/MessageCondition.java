package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A condition on messages.
 *
 * @param description what it asks for, such as {@code value 21.3}
 * @param condition whether a message fits
 * @param actual what a message that does not fit has instead
 */
public record MessageCondition(
        String description, Predicate<ProbedMessage> condition, Function<ProbedMessage, String> actual) {

    /** Returns the condition that the payload has these bytes. */
    public static MessageCondition payload(byte[] payload) {
        byte[] expected = payload.clone();
        String description = "payload " + FailureText.shortened(new Payload(expected).text());
        return new MessageCondition(
                description, message -> Arrays.equals(expected, message.payload()), message -> "other payload");
    }

    /** Returns the condition that the envelope has this value. */
    public static MessageCondition value(Object value) {
        JsonNode expected = Payload.json(value);
        return new MessageCondition(
                "value " + FailureText.shortened(expected.toString()),
                message -> Payload.same(expected, valueOf(message)),
                message -> "value " + describe(valueOf(message)));
    }

    /** Returns the condition that the message has this QoS. */
    public static MessageCondition qos(int qos) {
        return new MessageCondition("qos " + qos, message -> message.qos() == qos, message -> "qos " + message.qos());
    }

    /** Returns the condition that the message has this retain flag. */
    public static MessageCondition retained(boolean retained) {
        String description = retained ? "retained" : "not retained";
        return new MessageCondition(
                description,
                message -> message.retained() == retained,
                message -> message.retained() ? "retained" : "not retained");
    }

    /** As the user wants it. */
    public static MessageCondition matching(String description, Predicate<? super ProbedMessage> condition) {
        return new MessageCondition(description, condition::test, message -> "not " + description);
    }

    static String describe(@Nullable JsonNode value) {
        return value == null ? "missing" : FailureText.shortened(value.toString());
    }

    static @Nullable JsonNode valueOf(ProbedMessage message) {
        return ((RecordedMessage) message).content().value();
    }

    static List<ProbedMessage> matching(List<ProbedMessage> messages, List<MessageCondition> narrowings) {
        if (narrowings.isEmpty()) {
            return messages;
        }
        return messages.stream()
                .filter(message -> narrowings.stream()
                        .allMatch(narrowing -> narrowing.condition().test(message)))
                .toList();
    }

    /** Returns a line that lists the messages that do not meet the conditions, with the reasons. */
    static List<String> failures(List<ProbedMessage> messages, List<MessageCondition> narrowings) {
        List<String> different = new ArrayList<>();
        for (ProbedMessage message : messages) {
            narrowings.stream()
                    .filter(narrowing -> !narrowing.condition().test(message))
                    .findFirst()
                    .ifPresent(narrowing -> different.add(FailureText.shortened(message.key()) + " (arrival "
                            + message.number() + ", " + narrowing.actual().apply(message) + ")"));
        }
        List<String> lines = new ArrayList<>();
        FailureText.list(lines, "different", different, Function.identity());
        return lines;
    }
}
