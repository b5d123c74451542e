package dev.latido.contract.internal;

import dev.latido.core.Outbox.Backlog;
import dev.latido.core.OutboxMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A plain list with the behaviour of an outbox, which the tests compare real outboxes with. */
public final class PlainOutbox {

    private final int maxMessages;
    private final long maxBytes;
    private final List<OutboxMessage> messages = new ArrayList<>();
    private final List<OutboxMessage> handedOut = new ArrayList<>();

    /** Creates an empty outbox. */
    public PlainOutbox(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Appends a message; returns false if it does not fit. */
    public boolean append(OutboxMessage message) {
        if (messages.size() >= maxMessages || backlog().bytes() + message.size() > maxBytes) {
            return false;
        }
        return messages.add(message);
    }

    /** Returns the oldest message that {@code next} has not returned yet, urgent ones first. */
    public @Nullable OutboxMessage next() {
        OutboxMessage message = waiting(true);
        if (message == null) {
            message = waiting(false);
        }
        if (message != null) {
            handedOut.add(message);
        }
        return message;
    }

    /** Removes the oldest message that {@code next} has not returned and that is not urgent. */
    public @Nullable OutboxMessage dropOldest() {
        OutboxMessage message = waiting(false);
        if (message != null) {
            remove(message);
        }
        return message;
    }

    private @Nullable OutboxMessage waiting(boolean urgent) {
        return messages.stream()
                .filter(message -> message.urgent() == urgent && !handedOut.contains(message))
                .findFirst()
                .orElse(null);
    }

    /** Makes {@code next} begin again with the oldest message. */
    public void rewind() {
        handedOut.clear();
    }

    /** Removes a message. */
    public void remove(OutboxMessage message) {
        messages.remove(message);
        handedOut.remove(message);
    }

    /** Returns the backlog. */
    public Backlog backlog() {
        return new Backlog(
                messages.size(),
                messages.stream().mapToLong(OutboxMessage::size).sum(),
                messages.stream()
                        .map(OutboxMessage::createdAt)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }
}
