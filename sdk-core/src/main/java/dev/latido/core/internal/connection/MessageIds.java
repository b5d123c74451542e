package dev.latido.core.internal.connection;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates ids of the form {@code clientId:epoch:sequence}: the epoch grows with every start of the producer, the
 * sequence with every message. Thread-safe.
 *
 * <p>The epoch is the time of the start in microseconds since 1970, with three random digits at the end, so that two
 * starts in the same millisecond have the same epoch once in a thousand times. Only these digits distinguish the starts
 * of a device whose clock begins at the same time at each boot.
 */
public final class MessageIds {

    private final String prefix;
    private final AtomicLong sequence = new AtomicLong();

    public MessageIds(String clientId, long epoch) {
        this.prefix = clientId + ":" + epoch + ":";
    }

    static MessageIds startingNow(String clientId) {
        long milliseconds = ChronoUnit.MILLIS.between(Instant.EPOCH, Instant.now());
        return new MessageIds(
                clientId, milliseconds * 1_000 + ThreadLocalRandom.current().nextInt(1_000));
    }

    public String next() {
        return prefix + sequence.incrementAndGet();
    }
}
