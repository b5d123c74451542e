package dev.latido.testkit.probe;

import dev.latido.testkit.probe.internal.MessageExpectations;
import java.time.Duration;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.ListAssert;

/**
 * Assertions about messages that are expected one by one, from {@link ReceivedAssert#ids} and
 * {@link ReceivedAssert#values}.
 *
 * <p>All of them fail for a message that is lost, that has another value than expected, or that is not among those
 * expected (unless {@link #ignoringOthers()}). The failure lists lost, duplicated, unexpected and reordered messages,
 * whichever of them was the reason. Not thread-safe.
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
     * How long to wait at most.
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
     * How long to look on for messages too many after all is as expected.
     *
     * @param time default {@link ReceivedAssert#DEFAULT_SETTLING}; zero for not at all
     * @return this
     * @throws IllegalArgumentException if negative
     */
    @CheckReturnValue
    public ExpectedAssert settling(Duration time) {
        received = received.settling(time);
        return this;
    }

    /**
     * Other messages may come as well.
     *
     * @return this
     */
    @CheckReturnValue
    public ExpectedAssert ignoringOthers() {
        strangers = false;
        return this;
    }

    /**
     * Each comes once, in any order.
     *
     * @return AssertJ's assertions about what came
     */
    public ListAssert<ProbedMessage> exactlyOnce() {
        return check(true, false);
    }

    /**
     * Each comes once or more, in any order.
     *
     * @return AssertJ's assertions about what came, repetitions included
     */
    public ListAssert<ProbedMessage> atLeastOnce() {
        return check(false, false);
    }

    /**
     * Each comes once, in the given order.
     *
     * @return AssertJ's assertions about what came
     */
    public ListAssert<ProbedMessage> exactlyOnceInOrder() {
        return check(true, true);
    }

    /**
     * Each comes once or more, for the first time in the given order.
     *
     * @return AssertJ's assertions about what came, repetitions included
     */
    public ListAssert<ProbedMessage> atLeastOnceInOrder() {
        return check(false, true);
    }

    private ListAssert<ProbedMessage> check(boolean once, boolean ordered) {
        return received.check(roster.under(new MessageExpectations.Rules(once, ordered, strangers)));
    }
}
