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
 * Assertions about the messages of an {@link MqttProbe} on some topics.
 *
 * <p>First select the messages ({@link #withValue}, {@link #retained} …) and set the maximum wait ({@link #within}).
 * Then call a method that says how often they are expected: it waits, verifies, and returns AssertJ's assertions about
 * the messages.
 *
 * <p>A message is a <em>duplicate</em> if it has the {@linkplain ProbedMessage#key() key} of an earlier one. If surplus
 * messages are a failure, the assertion keeps watching for a {@linkplain #settling settle time} after all expected
 * messages have arrived, 250 ms by default, because a duplicate may be late. A failure lists the expected messages,
 * those that arrived, and the difference by key and arrival number: lost, duplicated, unexpected, out of order,
 * different.
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
     * Sets the maximum wait. For {@link #never()}, sets the time in which no message may arrive.
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
     * Sets the settle time: how long to watch for surplus messages after all expected ones have arrived.
     *
     * @param time default {@link #DEFAULT_SETTLING}; zero to skip it
     * @return this
     * @throws IllegalArgumentException if negative
     */
    @CheckReturnValue
    public ReceivedAssert settling(Duration time) {
        observation = observation.settling(time);
        return this;
    }

    /**
     * Selects messages with this payload.
     *
     * @param text the payload as a UTF-8 string
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withPayload(String text) {
        return withPayload(Objects.requireNonNull(text, "text must not be null").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Selects messages with this payload.
     *
     * @param payload the bytes
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withPayload(byte[] payload) {
        return narrowed(MessageCondition.payload(Objects.requireNonNull(payload, "payload must not be null")));
    }

    /**
     * Selects messages with this value in Latido's envelope.
     *
     * @param value compared as the JSON that Jackson writes for it; 21 equals 21.0
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withValue(Object value) {
        return narrowed(MessageCondition.value(Objects.requireNonNull(value, "value must not be null")));
    }

    /**
     * Selects messages with this QoS.
     *
     * @param qos 0, 1 or 2
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert withQos(int qos) {
        return narrowed(MessageCondition.qos(qos));
    }

    /**
     * Selects messages that were published with the retain flag.
     *
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert retained() {
        return narrowed(MessageCondition.retained(true));
    }

    /**
     * Selects messages that were published without the retain flag.
     *
     * @return this
     */
    @CheckReturnValue
    public ReceivedAssert notRetained() {
        return narrowed(MessageCondition.retained(false));
    }

    /**
     * Selects messages that meet a condition.
     *
     * @param description describes the condition in the failure
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
     * Verifies that exactly one message arrives, once. For several messages use {@link #ids} or {@link
     * #withoutDuplicates()}.
     *
     * @return AssertJ's assertions about that message
     */
    public ListAssert<ProbedMessage> exactlyOnce() {
        return times(1);
    }

    /**
     * Verifies that at least one message arrives.
     *
     * @return AssertJ's assertions about those that arrived
     */
    public ListAssert<ProbedMessage> atLeastOnce() {
        return check("at least one message", false, came -> counted(came, 1, Integer.MAX_VALUE));
    }

    /**
     * Verifies that no message has arrived, and that none arrives within the settle time, or within {@link #within} if
     * that is set.
     */
    public void never() {
        Duration time = observation.within().orElse(observation.settling());
        Function<List<ProbedMessage>, Verdict> none = came -> counted(came, 0, 0);
        observation.awaitFailure(none, time);
        decide("no message", observation.judge(none), time);
    }

    /**
     * Verifies that there are exactly this number of deliveries, whether of one message or of several.
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
     * Verifies that at least one message arrives, and none of them twice.
     *
     * @return AssertJ's assertions about those that arrived
     */
    public ListAssert<ProbedMessage> withoutDuplicates() {
        return check(
                "at least one message, each exactly once",
                true,
                came -> CountExpectation.withoutDuplicates(came, observation.narrowings()));
    }

    /**
     * Verifies that at least one message arrives, and that the messages of one producer on one topic arrive in the
     * order of their ids {@code clientId:epoch:sequence}. Duplicates are ignored. Missing messages are not detected:
     * see {@link #ids}.
     *
     * @return AssertJ's assertions about those that arrived
     */
    public ListAssert<ProbedMessage> inPublishedOrder() {
        return check(
                "at least one message, on each topic in the order of each producer's ids",
                true,
                came -> OrderExpectation.judge(came, observation.narrowings()));
    }

    /**
     * Verifies that exactly these messages arrive, each once, in this order.
     *
     * @param keys their {@linkplain ProbedMessage#key() keys}: envelope ids, or payloads where there is no envelope
     * @return AssertJ's assertions about them
     * @throws IllegalArgumentException if one repeats
     */
    public ListAssert<ProbedMessage> inOrder(String... keys) {
        return ids(keys).exactlyOnceInOrder();
    }

    /**
     * Verifies that exactly these messages arrive, each once, in any order.
     *
     * @param keys their {@linkplain ProbedMessage#key() keys}: envelope ids, or payloads where there is no envelope
     * @return AssertJ's assertions about them
     * @throws IllegalArgumentException if one repeats
     */
    public ListAssert<ProbedMessage> containsExactlyOnce(String... keys) {
        return ids(keys).exactlyOnce();
    }

    /**
     * Starts an assertion about individual messages.
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
     * Starts an assertion about individual messages.
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
     * Starts an assertion about individual messages with the values in their envelopes.
     *
     * @param values keys and values, in the order of publication if the order is to be verified; values are compared as
     *     in {@link #withValue}
     * @return assertions about them
     */
    @CheckReturnValue
    public ExpectedAssert values(Map<String, ?> values) {
        return new ExpectedAssert(
                this, MessageExpectations.of(Objects.requireNonNull(values, "values must not be null")));
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
