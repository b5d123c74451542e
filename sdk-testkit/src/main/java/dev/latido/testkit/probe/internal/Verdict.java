package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.List;

/**
 * Whether what came so far is what was expected.
 *
 * @param state whether more messages could change it
 * @param matching the messages that the expectation is about
 * @param problems what is wrong, in lines; empty if met
 */
public record Verdict(State state, List<ProbedMessage> matching, List<String> problems) {

    /** How an expectation stands. */
    public enum State {
        /** As expected. */
        MET,
        /** Not as expected; more messages may help. */
        MISSING,
        /** Not as expected, whatever comes. */
        BROKEN
    }

    static Verdict met(List<ProbedMessage> matching) {
        return new Verdict(State.MET, matching, List.of());
    }

    /** Met unless something is wrong, broken if that cannot be mended. */
    static Verdict of(List<ProbedMessage> matching, List<String> problems, boolean broken) {
        return problems.isEmpty()
                ? met(matching)
                : new Verdict(broken ? State.BROKEN : State.MISSING, matching, problems);
    }

    /** Whether all is as expected. */
    public boolean isMet() {
        return state == State.MET;
    }

    /** Whether waiting may help. */
    boolean isMissing() {
        return state == State.MISSING;
    }
}
