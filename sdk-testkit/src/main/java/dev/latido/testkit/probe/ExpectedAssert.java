package dev.latido.testkit.probe;

import dev.latido.testkit.probe.internal.MessageExpectations;
import java.time.Duration;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.ListAssert;

/**
 * Assertions about messages that are expected one by one, from {@link ReceivedAssert#ids} and {@link
 * ReceivedAssert#values}.
 *
 * <p>All of them fail if a message is lost, has another value than expected, or is not among the expected ones (unless
 * {@link #ignoringOthers()}). The failure always lists lost, duplicated, unexpected and reordered messages. Not
 * thread-safe.
 */
public final class ExpectedAssert {

    private final MessageExpectations roster;
    private ReceivedAssert received;
    private boolean strangers = true;

    ExpectedAssert(ReceivedAssert received, MessageExpectations roster) {
        this.received = received;
        this.roster = roster;
    }

    /**
     * Sets the maximum wait.
     *
     * @param timeout default {@link ReceivedAssert#DEFAULT_WITHIN}
     * @return this
     * @throws IllegalArgumentException if negative
     */
    @CheckReturnValue
    public ExpectedAssert within(Duration timeout) {
        received = received.within(timeout);
        return this;
    }

    /**
     * Sets the settle time: how long to watch for surplus messages after all expected ones have arrived.
     *
     * @param time default {@link ReceivedAssert#DEFAULT_SETTLING}; zero to skip it
     * @return this
     * @throws IllegalArgumentException if negative
     */
    @CheckReturnValue
    public ExpectedAssert settling(Duration time) {
        received = received.settling(time);
        return this;
    }

    /**
     * Permits other messages.
     *
     * @return this
     */
    @CheckReturnValue
    public ExpectedAssert ignoringOthers() {
        strangers = false;
        return this;
    }

    /**
     * Verifies that each message arrives once, in any order.
     *
     * @return AssertJ's assertions about the messages that arrived
     */
    public ListAssert<ProbedMessage> exactlyOnce() {
        return check(true, false);
    }

    /**
     * Verifies that each message arrives once or more, in any order.
     *
     * @return AssertJ's assertions about the messages that arrived, repetitions included
     */
    public ListAssert<ProbedMessage> atLeastOnce() {
        return check(false, false);
    }

    /**
     * Verifies that each message arrives once, in the given order.
     *
     * @return AssertJ's assertions about the messages that arrived
     */
    public ListAssert<ProbedMessage> exactlyOnceInOrder() {
        return check(true, true);
    }

    /**
     * Verifies that each message arrives once or more, with the first arrivals in the given order.
     *
     * @return AssertJ's assertions about the messages that arrived, repetitions included
     */
    public ListAssert<ProbedMessage> atLeastOnceInOrder() {
        return check(false, true);
    }

    private ListAssert<ProbedMessage> check(boolean once, boolean ordered) {
        return received.check(roster.under(new MessageExpectations.Rules(once, ordered, strangers)));
    }
}
