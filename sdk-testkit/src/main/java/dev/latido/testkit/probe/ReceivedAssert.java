package dev.latido.testkit.probe;

import dev.latido.testkit.probe.internal.CountExpectation;
import dev.latido.testkit.probe.internal.MessageCondition;
import dev.latido.testkit.probe.internal.MessageExpectations;
import dev.latido.testkit.probe.internal.Observation;
import dev.latido.testkit.probe.internal.OrderExpectation;
import dev.latido.testkit.probe.internal.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;

/**
 * Assertions about the messages that an {@link MqttProbe} saw on some topics.
 *
 * <p>First say which messages are meant ({@link #withValue}, {@link #retained} …) and how long to wait
 * ({@link #within}), then how often they are to come: that method waits, checks, and gives the messages to AssertJ.
 *
 * <p>A message comes <em>again</em> if it has the {@linkplain ProbedMessage#key() key} of an earlier one. Where too many
 * messages are a failure, the assertion looks on for a {@linkplain #settling settle time} after all is as expected,
 * 250 ms unless set, since a duplicate may be late. A failure says what was expected, what came, and the difference:
 * lost, duplicated, unexpected, out of order, different, by key and arrival number.
 *
 * <p>Not thread-safe. All methods throw {@link IllegalStateException} if interrupted while waiting.
 */
public final class ReceivedAssert extends AbstractAssert<ReceivedAssert, MqttProbe> {

    /** Default of {@link #within}: 5 s. */
    public static final Duration DEFAULT_WITHIN = Duration.ofSeconds(5);

    /** Default of {@link #settling}: 250 ms. */
    public static final Duration DEFAULT_SETTLING = Duration.ofMillis(250);

    private Observation observation;

    ReceivedAssert(MqttProbe probe, Observation observation) {
        super(probe, ReceivedAssert.class);
        this.observation = observation;
    }

    /**
     * How long to wait at most. For {@link #never()}, how long nothing may come.
     *
     * @param timeout default {@link #DEFAULT_WITHIN}; for {@link #never()} the settle time
     * @return this
     * @throws IllegalArgumentException if negative
     */
    @CheckReturnValue
    public ReceivedAssert within(Duration timeout) {
        observation = observation.within(timeout);
        return this;
    }

    /**
     * How long to look on for messages too many after all is as expected.
     *
     * @param time default {@link #DEFAULT_SETTLING}; zero for not at all
     * @return this
     * @throws IllegalArgumentException if negative
     */
    @CheckReturnValue
    public ReceivedAssert settling(Duration time) {
        observation = observation.settling(time);
        return this;
    }

    /**
     * Only messages with this payload.
     *
     * @param text the payload as UTF-8 text
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withPayload(String text) {
        return withPayload(Objects.requireNonNull(text, "text must not be null").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Only messages with this payload.
     *
     * @param payload the bytes
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withPayload(byte[] payload) {
        return narrowed(MessageCondition.payload(Objects.requireNonNull(payload, "payload must not be null")));
    }

    /**
     * Only messages with this value in Latido's envelope.
     *
     * @param value compared as the JSON that Jackson makes of it; 21 is 21.0
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withValue(Object value) {
        return narrowed(MessageCondition.value(Objects.requireNonNull(value, "value must not be null")));
    }

    /**
     * Only messages with this QoS.
     *
     * @param qos 0, 1 or 2
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withQos(int qos) {
        return narrowed(MessageCondition.qos(qos));
    }

    /**
     * Only messages that were published with the retain flag.
     *
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert retained() {
        return narrowed(MessageCondition.retained(true));
    }

    /**
     * Only messages that were published without the retain flag.
     *
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert notRetained() {
        return narrowed(MessageCondition.retained(false));
    }

    /**
     * Only messages that meet a condition.
     *
     * @param description what it asks for, for the report
     * @param condition called on this thread, repeatedly
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert matching(String description, Predicate<? super ProbedMessage> condition) {
        Objects.requireNonNull(description, "description must not be null");
        Objects.requireNonNull(condition, "condition must not be null");
        return narrowed(MessageCondition.matching(description, condition));
    }

    private ReceivedAssert narrowed(MessageCondition narrowing) {
        observation = observation.narrowed(narrowing);
        return this;
    }

    /**
     * Exactly one message comes, once. For several messages: {@link #ids} or {@link #withoutDuplicates()}.
     *
     * @return AssertJ's assertions about that message
     */
    public ListAssert<ProbedMessage> exactlyOnce() {
        return times(1);
    }

    /**
     * One message or more.
     *
     * @return AssertJ's assertions about those that came
     */
    public ListAssert<ProbedMessage> atLeastOnce() {
        return check("at least one message", false, came -> counted(came, 1, Integer.MAX_VALUE));
    }

    /** No message comes: none so far, none within the settle time, or within {@link #within} if that is set. */
    public void never() {
        Duration time = observation.within().orElse(observation.settling());
        Function<List<ProbedMessage>, Verdict> none = came -> counted(came, 0, 0);
        observation.awaitFailure(none, time);
        decide("no message", observation.judge(none), time);
    }

    /**
     * So many deliveries, whether of one message or of several.
     *
     * @param deliveries 0 or more
     * @return AssertJ's assertions about them
     * @throws IllegalArgumentException if negative
     */
    public ListAssert<ProbedMessage> times(int deliveries) {
        if (deliveries < 0) {
            throw new IllegalArgumentException("deliveries must not be negative, was " + deliveries);
        }
        String expected = deliveries == 1 ? "exactly one message" : "exactly " + deliveries + " messages";
        return check(expected, true, came -> counted(came, deliveries, deliveries));
    }

    private Verdict counted(List<ProbedMessage> came, int least, int most) {
        return CountExpectation.judge(came, observation.narrowings(), least, most);
    }

    /**
     * At least one message, none of them again.
     *
     * @return AssertJ's assertions about those that came
     */
    public ListAssert<ProbedMessage> withoutDuplicates() {
        return check(
                "at least one message, each exactly once",
                true,
                came -> CountExpectation.withoutDuplicates(came, observation.narrowings()));
    }

    /**
     * At least one message, and those of one producer on one topic come in the order of their ids
     * {@code clientId:epoch:sequence}. Messages that come again do not count. Knows nothing of messages that are
     * missing: see {@link #ids}.
     *
     * @return AssertJ's assertions about those that came
     */
    public ListAssert<ProbedMessage> inPublishedOrder() {
        return check(
                "at least one message, on each topic in the order of each producer's ids",
                true,
                came -> OrderExpectation.judge(came, observation.narrowings()));
    }

    /**
     * Exactly these messages, each once, in this order.
     *
     * @param keys their {@linkplain ProbedMessage#key() keys}: envelope ids, or payloads where there is no envelope
     * @return AssertJ's assertions about them
     * @throws IllegalArgumentException if one repeats
     */
    public ListAssert<ProbedMessage> inOrder(String... keys) {
        return ids(keys).exactlyOnceInOrder();
    }

    /**
     * Exactly these messages, each once, in any order.
     *
     * @param keys their {@linkplain ProbedMessage#key() keys}: envelope ids, or payloads where there is no envelope
     * @return AssertJ's assertions about them
     * @throws IllegalArgumentException if one repeats
     */
    public ListAssert<ProbedMessage> containsExactlyOnce(String... keys) {
        return ids(keys).exactlyOnce();
    }

    /**
     * The messages that are to come, one by one.
     *
     * @param keys their {@linkplain ProbedMessage#key() keys}: envelope ids, or payloads where there is no envelope
     * @return assertions about them
     * @throws IllegalArgumentException if one repeats
     */
    @CheckReturnValue
    public ExpectedAssert ids(String... keys) {
        return ids(List.of(keys));
    }

    /**
     * The messages that are to come, one by one.
     *
     * @param keys their {@linkplain ProbedMessage#key() keys}: envelope ids, or payloads where there is no envelope
     * @return assertions about them
     * @throws IllegalArgumentException if one repeats
     */
    @CheckReturnValue
    public ExpectedAssert ids(Collection<String> keys) {
        return new ExpectedAssert(this, MessageExpectations.of(Objects.requireNonNull(keys, "keys must not be null")));
    }

    /**
     * The messages that are to come, one by one, with the values in their envelopes.
     *
     * @param values key to value, in the order of publication if order is to be checked; values are compared as by
     *     {@link #withValue}
     * @return assertions about them
     */
    @CheckReturnValue
    public ExpectedAssert values(Map<String, ?> values) {
        return new ExpectedAssert(this, MessageExpectations.of(Objects.requireNonNull(values, "values must not be null")));
    }

    ListAssert<ProbedMessage> check(MessageExpectations roster) {
        return check(roster.expected(), true, came -> roster.judge(came, observation.narrowings()));
    }

    private ListAssert<ProbedMessage> check(
            String expected, boolean settling, Function<List<ProbedMessage>, Verdict> expectation) {
        Duration within = observation.within().orElse(DEFAULT_WITHIN);
        observation.awaitDecision(expectation, within);
        Verdict judgement = observation.judge(expectation);
        if (settling && judgement.isMet()) {
            observation.awaitFailure(expectation, observation.settling());
            judgement = observation.judge(expectation);
        }
        return decide(expected, judgement, within);
    }

    private ListAssert<ProbedMessage> decide(String expected, Verdict judgement, Duration waited) {
        if (!judgement.isMet() || actual.trouble().isPresent()) {
            failWithMessage("%s", observation.report(expected, judgement, waited));
        }
        return Assertions.assertThat(judgement.matching());
    }
}
