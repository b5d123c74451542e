package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import dev.latido.core.RateLimit;
import org.jspecify.annotations.Nullable;

/** Confined to a round: not thread-safe. Limits the rate of sending in messages and in bytes, if a limit is set. */
final class SendRate {

    private final @Nullable TokenBucket messages;
    private final @Nullable TokenBucket bytes;

    SendRate(@Nullable RateLimit limit, long now) {
        messages = limit == null || limit.messagesPerSecond() == Integer.MAX_VALUE
                ? null
                : new TokenBucket(limit.messagesPerSecond(), now);
        bytes = limit == null || limit.bytesPerSecond() == Long.MAX_VALUE
                ? null
                : new TokenBucket((double) limit.bytesPerSecond(), now);
    }

    /** Returns the nanoseconds until the next message may be sent, 0 for now. */
    long nanosToWait(long now) {
        long forMessages = messages == null ? 0 : messages.nanosToWait(now);
        return bytes == null ? forMessages : Math.max(forMessages, bytes.nanosToWait(now));
    }

    /** Counts a message that is being sent. */
    void sent(OutboxMessage message, long now) {
        if (messages != null) {
            messages.take(1, now);
        }
        if (bytes != null) {
            bytes.take(message.size() - OutboxMessage.OVERHEAD, now);
        }
    }
}
