package dev.latido.idempotency.internal.work;

import dev.latido.core.Backoff;
import dev.latido.idempotency.internal.Counters;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.work.MessagePipeline.Place;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import java.time.Duration;

/**
 * Ends the turn of a message: with its acknowledgement, or with a pause after which the message gets another turn.
 * Thread-safe.
 *
 * @param <T> the value's type
 */
final class StepOutcomes<T> {

    private static final Backoff STORE_BACKOFF = Backoff.between(Duration.ofMillis(200), Duration.ofSeconds(10));

    private final Counters counters;
    private final SubscriberListeners news;
    private final Timing timing;

    StepOutcomes(Counters counters, SubscriberListeners news, Timing timing) {
        this.counters = counters;
        this.news = news;
        this.timing = timing;
    }

    /**
     * Acknowledges a message. If its connection has ended, the broker has delivered it again on the next one: the copies
     * that wait in its queue are acknowledged too.
     */
    Step acknowledge(MessageInWork<T> delivery, KeyQueue<T> queue) {
        delivery.inbound.acknowledge();
        if (delivery.isSuperseded()) {
            for (MessageInWork<T> copy : queue.takeCopiesOf(delivery.inbound)) {
                counters.duplicates.increment();
                copy.inbound.acknowledge();
            }
        }
        return Step.DONE;
    }

    /** Holds a message until the store can be asked again. */
    Step storeFailed(MessageInWork<T> delivery, Throwable failure, Place<T> place) {
        news.storeFailed(failure);
        delivery.uncounted++;
        return later(storePause(delivery.storeFailures++), place);
    }

    /** The store has answered: its failures in a row end. */
    void storeAnswered(MessageInWork<T> delivery) {
        delivery.storeFailures = 0;
        news.storeAnswered();
    }

    /** Returns the pause after a number of failures of the store in a row. */
    Duration storePause(int failures) {
        return timing.pause(STORE_BACKOFF, failures);
    }

    /** Gives a message another turn after a pause. */
    Step later(Duration pause, Place<T> place) {
        timing.after(pause, place::again);
        return Step.LATER;
    }
}
