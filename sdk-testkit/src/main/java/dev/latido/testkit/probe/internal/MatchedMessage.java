package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.util.List;

/** Which message came as which one. */
record Arrival(long number, String key) {

    static List<Arrival> of(List<ProbedMessage> messages) {
        return messages.stream()
                .map(message -> new Arrival(message.number(), message.key()))
                .toList();
    }
}
