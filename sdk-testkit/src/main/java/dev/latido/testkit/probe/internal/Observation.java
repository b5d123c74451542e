package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.MqttProbe;
import dev.latido.testkit.probe.ProbedMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The scope of an assertion: part of the topics of a probe, narrowed by conditions, and the times to wait. Immutable,
 * so that a narrowed assertion does not change the original one.
 */
public final class Observation {

    private final MqttProbe probe;
    private final TopicPattern filter;
    private final List<MessageCondition> narrowings;
    private final @Nullable Duration within;
    private final Duration settling;

    private Observation(
            MqttProbe probe,
            TopicPattern filter,
            List<MessageCondition> narrowings,
            @Nullable Duration within,
            Duration settling) {
        this.probe = probe;
        this.filter = filter;
        this.narrowings = narrowings;
        this.within = within;
        this.settling = settling;
    }

    /** Returns an observation of all messages on a filter. */
    public static Observation of(MqttProbe probe, String filter, Duration settling) {
        return new Observation(probe, TopicPattern.of(filter), List.of(), null, settling);
    }

    /** Returns the observation with one more condition. */
    public Observation narrowed(MessageCondition narrowing) {
        List<MessageCondition> more = new ArrayList<>(narrowings);
        more.add(narrowing);
        return new Observation(probe, filter, List.copyOf(more), within, settling);
    }

    /** Returns the observation with another maximum wait. */
    public Observation within(Duration timeout) {
        return new Observation(probe, filter, narrowings, notNegative("timeout", timeout), settling);
    }

    /** Returns the observation with another settle time. */
    public Observation settling(Duration time) {
        return new Observation(probe, filter, narrowings, within, notNegative("time", time));
    }

    private static Duration notNegative(String name, Duration duration) {
        Objects.requireNonNull(duration, name + " must not be null");
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, was " + duration);
        }
        return duration;
    }

    /** Returns the maximum wait, if it was set. */
    public Optional<Duration> within() {
        return Optional.ofNullable(within);
    }

    /** Returns the settle time. */
    public Duration settling() {
        return settling;
    }

    /** Returns the conditions. */
    public List<MessageCondition> narrowings() {
        return narrowings;
    }

    /** Returns the current verdict on an expectation. */
    public Verdict judge(Function<List<ProbedMessage>, Verdict> expectation) {
        return expectation.apply(on(probe.messages()));
    }

    /** Waits until the expectation is met or broken. */
    public void awaitDecision(Function<List<ProbedMessage>, Verdict> expectation, Duration timeout) {
        probe.await(messages -> !expectation.apply(on(messages)).isMissing(), timeout);
    }

    /** Waits until an expectation that is met is broken, or the time is over. */
    public void awaitFailure(Function<List<ProbedMessage>, Verdict> expectation, Duration time) {
        probe.await(messages -> !expectation.apply(on(messages)).isMet(), time);
    }

    private List<ProbedMessage> on(List<? extends ProbedMessage> messages) {
        return messages.stream()
                .filter(message -> filter.matches(message.topic()))
                .<ProbedMessage>map(message -> message)
                .toList();
    }

    /** Returns the text of a failure. */
    public String report(String expected, Verdict judgement, Duration waited) {
        String conditions = narrowings.stream()
                .map(MessageCondition::description)
                .reduce((a, b) -> a + ", " + b)
                .map(all -> " with " + all)
                .orElse("");
        return FailureText.report(
                filter.toString(),
                expected + conditions,
                judgement.problems(),
                on(probe.messages()),
                waited,
                probe.trouble());
    }
}
