package dev.latido.core.internal.connection;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of the form {@code clientId:epoch:sequence}: the epoch grows with every start of the producer, the sequence with
 * every message.
 *
 * <p>The epoch is the start in microseconds since 1970, its last three digits random, so that two starts in the same
 * millisecond get the same epoch once in a thousand times only. A device whose clock starts at the same moment at each
 * boot rests on that alone.
 */
final class MessageIds {

    private final String prefix;
    private final AtomicLong sequence = new AtomicLong();

    MessageIds(String clientId, long epoch) {
        this.prefix = clientId + ":" + epoch + ":";
    }

    static MessageIds startingNow(String clientId) {
        long milliseconds = ChronoUnit.MILLIS.between(Instant.EPOCH, Instant.now());
        return new MessageIds(
                clientId, milliseconds * 1_000 + ThreadLocalRandom.current().nextInt(1_000));
    }

    String next() {
        return prefix + sequence.incrementAndGet();
    }
}
