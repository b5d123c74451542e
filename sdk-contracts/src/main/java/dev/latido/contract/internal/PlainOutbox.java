package dev.latido.contract.internal;

import dev.latido.core.OutboxMessage;
import dev.latido.core.Outbox.Backlog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an outbox does, as plainly as it can be said. */
public final class PlainOutbox {

    private final int maxMessages;
    private final long maxBytes;
    private final List<OutboxMessage> messages = new ArrayList<>();
    private final List<OutboxMessage> handedOut = new ArrayList<>();

    /** An empty one. */
    public PlainOutbox(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Takes a message in; false if it does not fit. */
    public boolean append(OutboxMessage message) {
        if (messages.size() >= maxMessages || backlog().bytes() + message.size() > maxBytes) {
            return false;
        }
        return messages.add(message);
    }

    /** The oldest message that was not handed out, urgent ones first. */
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

    /** Lets the oldest go that was not handed out and is not urgent. */
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

    /** Nothing was handed out. */
    public void rewind() {
        handedOut.clear();
    }

    /** Lets a message go. */
    public void remove(OutboxMessage message) {
        messages.remove(message);
        handedOut.remove(message);
    }

    /** What waits. */
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
