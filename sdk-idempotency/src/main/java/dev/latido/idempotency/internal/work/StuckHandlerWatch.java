package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks from time to time for handlers that have used up their message's patience: interrupts them, and a quarter of the
 * patience later leaves them behind.
 */
public final class StuckHandlerWatch {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final HandlerSlots turns;
    private final long grace;
    private final Duration period;
    private final AtomicInteger leftBehind = new AtomicInteger();

    public StuckHandlerWatch(HandlerSlots turns, Duration patience) {
        this.turns = turns;
        this.grace = patience.toNanos() / 4;
        Duration eighth = patience.dividedBy(16);
        Duration atLeast = eighth.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : eighth;
        this.period = atLeast.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : atLeast;
    }

    public Duration period() {
        return period;
    }

    /** One look at all of them. */
    public void look() {
        long now = turns.timing().nanoTime();
        for (HandlerSlots.Turn turn : turns.running()) {
            Attempt attempt = turn.attempt();
            if (attempt == null) {
                continue;
            }
            long overrun = attempt.overrun(now);
            if (overrun >= grace && leftBehind.get() < turns.places()) {
                leave(turn, attempt);
            } else if (overrun >= 0) {
                attempt.stop();
            }
        }
    }

    private void leave(HandlerSlots.Turn turn, Attempt attempt) {
        attempt.stop();
        if (attempt.leaveBehind()) {
            leftBehind.incrementAndGet();
            log.error("A handler did not heed the interrupt when its patience was over, and is left behind");
            turn.goOnWithout(attempt);
            turns.endElsewhere(turn);
        }
    }

    /** Interrupts every handler that runs. */
    public void stopAll() {
        for (HandlerSlots.Turn turn : turns.running()) {
            Attempt attempt = turn.attempt();
            if (attempt != null) {
                attempt.stop();
            }
        }
    }
}
