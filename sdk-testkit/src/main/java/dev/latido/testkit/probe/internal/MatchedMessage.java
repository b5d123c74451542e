package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.List;

/** The arrival number of a message and its key. */
record MatchedMessage(long number, String key) {

    static List<MatchedMessage> of(List<ProbedMessage> messages) {
        return messages.stream()
                .map(message -> new MatchedMessage(message.number(), message.key()))
                .toList();
    }
}
