package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.internal.attempt.Attempt;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Handles the messages of a queue one after the other, until none is left or one has to wait.
 *
 * @param <T> the value's type
 */
public final class KeyQueueTurn<T> implements HandlerSlots.Turn, MessagePipeline.Place<T> {

    /** The number of messages after which other queues get the slot. */
    private static final int FAIR = 64;

    private static final Duration BUG_PAUSE = Duration.ofSeconds(1);

    private final KeyQueue<T> queue;
    private final MessagePipeline<T> work;
    private final HandlerSlots slots;
    private final KeyQueues<T> queues;
    /** Takes a queue whose next message is for a batch; null without batches. */
    private final @Nullable Consumer<KeyQueue<T>> batches;

    private volatile @Nullable Attempt attempt;
    private volatile @Nullable MessageInWork<T> inWork;

    public KeyQueueTurn(
            KeyQueue<T> queue,
            MessagePipeline<T> work,
            HandlerSlots slots,
            KeyQueues<T> queues,
            @Nullable Consumer<KeyQueue<T>> batches) {
        this.queue = queue;
        this.work = work;
        this.slots = slots;
        this.queues = queues;
        this.batches = batches;
    }

    @Override
    public KeyQueue<T> queue() {
        return queue;
    }

    @Override
    public @Nullable Attempt attempt() {
        return attempt;
    }

    @Override
    public void at(@Nullable Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public void again() {
        slots.submit(new KeyQueueTurn<>(queue, work, slots, queues, batches));
    }

    /** The end of a turn. */
    private enum Rest {
        /** Nothing is left, or a timer submits the queue again. */
        OVER,
        /** Messages are left; other queues come first. */
        AGAIN,
        /** The next message is for a batch. */
        BATCH,
        /** The message no longer belongs to the turn, or its handler continues without a thread. */
        HELD
    }

    @Override
    public void run() {
        Rest rest;
        try {
            rest = workOn();
        } catch (RuntimeException | Error e) {
            againAfterABug();
            throw e;
        }
        if (rest == Rest.HELD) {
            return;
        }
        if (rest == Rest.AGAIN) {
            again();
        } else if (rest == Rest.BATCH && batches != null) {
            batches.accept(queue);
        }
        slots.end(this);
    }

    /** Submits the queue again after a failure of the turn itself: otherwise no turn would ever take it. */
    private void againAfterABug() {
        slots.timing().after(BUG_PAUSE, this::again);
    }

    private Rest workOn() {
        for (int worked = 1; ; worked++) {
            if (slots.isHalted(this) || (worked % FAIR == 0 && slots.othersWait())) {
                return Rest.AGAIN;
            }
            if (batches != null && queue.nextIsForABatch()) {
                return Rest.BATCH;
            }
            MessageInWork<T> delivery = queue.next();
            if (delivery == null) {
                queues.removeIfIdle(queue);
                return Rest.OVER;
            }
            inWork = delivery;
            Step step = stepsAfter(work.step(delivery, this), delivery);
            if (step == Step.OPEN || step == Step.GONE) {
                return Rest.HELD;
            }
            if (step == Step.LATER) {
                return Rest.OVER;
            }
            queue.done();
        }
    }

    private Step stepsAfter(Step first, MessageInWork<T> delivery) {
        Step step = first;
        while (step == Step.NEXT) {
            step = work.step(delivery, this);
        }
        return step;
    }

    @Override
    public void goOn(MessageInWork<T> delivery, Verdict.Open open, Attempt begun, @Nullable Throwable failure) {
        Step step;
        try {
            step = stepsAfter(work.afterOpen(delivery, open, begun, failure, this), delivery);
        } catch (RuntimeException | Error e) {
            againAfterABug();
            slots.end(this);
            throw e;
        }
        if (step == Step.DONE) {
            queue.done();
            // Runs with the same protection against its own failures as a turn that starts.
            slots.run(this);
        } else if (step == Step.LATER) {
            slots.end(this);
        }
    }

    @Override
    public void goOnWithout(Attempt left) {
        MessageInWork<T> delivery = inWork;
        if (delivery != null) {
            delivery.leftBehind = true;
            delivery.fence = left.fence();
            delivery.giveUp(
                    new Verdict.GivenUp("the handler ignored the interrupt at the end of the patience", left.number()));
            again();
        }
    }
}
