package dev.latido.core.internal.publish;

import dev.latido.core.OutboxMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Measures how old messages are. A message of this process has the age that has passed since it was published, whatever
 * happens to the system clock. The clock is read once, when the publisher begins, for messages that an earlier process
 * has left. Thread-safe.
 */
final class MessageAges {

    private final PendingPublications pending;
    private final LongSupplier nanos;
    private final Instant begin;
    private final long beginNanos;

    MessageAges(PendingPublications pending, Clock clock, LongSupplier nanos) {
        this.pending = pending;
        this.nanos = nanos;
        this.begin = clock.instant();
        this.beginNanos = nanos.getAsLong();
    }

    /** Returns the time since the message was published; negative if the clock has been set back between processes. */
    Duration of(OutboxMessage message) {
        PendingPublication publication = pending.of(message);
        long now = nanos.getAsLong();
        return publication == null
                ? Duration.between(message.createdAt(), begin).plusNanos(now - beginNanos)
                : publication.age(now);
    }
}
