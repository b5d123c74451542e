package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.IdempotentSubscriber;
import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks periodically for handlers that have used up the patience of their messages. It interrupts them and, a quarter
 * of the patience later, abandons them: their places go to other handlers. Thread-safe.
 */
public final class StuckHandlerWatch {

    private static final Logger log = LoggerFactory.getLogger(IdempotentSubscriber.class);

    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

    private final HandlerSlots slots;
    private final long grace;
    private final Duration period;
    private final AtomicInteger leftBehind = new AtomicInteger();

    public StuckHandlerWatch(HandlerSlots slots, Duration patience) {
        this.slots = slots;
        this.grace = patience.toNanos() / 4;
        Duration sixteenth = patience.dividedBy(16);
        Duration atLeast = sixteenth.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : sixteenth;
        this.period = atLeast.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : atLeast;
    }

    /** Returns how often to look: 16 times in the patience, within bounds. */
    public Duration period() {
        return period;
    }

    /** Looks at all running handlers once. */
    public void look() {
        long now = slots.timing().nanoTime();
        for (HandlerSlots.Turn turn : slots.running()) {
            Attempt attempt = turn.attempt();
            if (attempt == null) {
                continue;
            }
            long overrun = attempt.overrun(now);
            try {
                if (overrun >= grace && leftBehind.get() < slots.places()) {
                    leave(turn, attempt);
                } else if (overrun >= 0) {
                    attempt.stop();
                }
            } catch (RuntimeException | Error e) {
                log.error("A handler could not be stopped; this is a bug in Latido", e);
            }
        }
    }

    private void leave(HandlerSlots.Turn turn, Attempt attempt) {
        attempt.stop();
        if (attempt.leaveBehind()) {
            leftBehind.incrementAndGet();
            log.error("A handler ignored the interrupt at the end of its message's patience and was abandoned; make it"
                    + " respond to interrupts, or raise patience(…)");
            try {
                turn.goOnWithout(attempt);
            } finally {
                slots.endElsewhere(turn);
            }
        }
    }

    /** Interrupts every running handler. */
    public void stopAll() {
        for (HandlerSlots.Turn turn : slots.running()) {
            Attempt attempt = turn.attempt();
            if (attempt != null) {
                attempt.stop();
            }
        }
    }
}
