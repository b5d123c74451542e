package dev.latido.core.internal.connection;

import dev.latido.core.internal.link.InboundMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The messages that consumers have stopped without handling. Guarded by the lock of {@link Subscriptions}. */
final class ReturnedMessages {

    private final List<InboundMessage> messages = new ArrayList<>();

    /** Adds the messages that the broker still waits for. */
    void addAll(List<InboundMessage> unhandled) {
        for (InboundMessage message : unhandled) {
            if (message.live() && message.redeliverable() && !message.isAcknowledged()) {
                messages.add(message);
            }
        }
    }

    /** Removes the messages that a new consumer takes, and those of ended sessions. */
    void offer(Predicate<InboundMessage> taker) {
        messages.removeIf(message -> !message.live() || taker.test(message));
    }
}
