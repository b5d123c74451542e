package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.List;

/**
 * The verdict on the messages that have arrived so far.
 *
 * @param state whether the expectation is met, and whether more messages could change that
 * @param matching the messages that the expectation is about
 * @param problems what is wrong, in lines; empty if met
 */
public record Verdict(State state, List<ProbedMessage> matching, List<String> problems) {

    /** The state of an expectation. */
    public enum State {
        /** The messages are as expected. */
        MET,
        /** The messages are not as expected, but more messages may change that. */
        MISSING,
        /** The messages are not as expected, and more messages cannot change that. */
        BROKEN
    }

    static Verdict met(List<ProbedMessage> matching) {
        return new Verdict(State.MET, matching, List.of());
    }

    /**
     * Returns a verdict that is met if there are no problems; otherwise broken if more messages cannot help, missing if
     * they can.
     */
    static Verdict of(List<ProbedMessage> matching, List<String> problems, boolean broken) {
        return problems.isEmpty()
                ? met(matching)
                : new Verdict(broken ? State.BROKEN : State.MISSING, matching, problems);
    }

    /** Returns whether the messages are as expected. */
    public boolean isMet() {
        return state == State.MET;
    }

    /** Returns whether more messages may help. */
    boolean isMissing() {
        return state == State.MISSING;
    }
}
