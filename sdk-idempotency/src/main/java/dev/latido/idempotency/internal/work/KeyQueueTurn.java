package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.internal.attempt.Attempt;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A turn in which a lane's messages are worked on one after the other, until none is left or one has to wait.
 *
 * @param <T> the value's type
 */
public final class KeyQueueTurn<T> implements HandlerSlots.Turn, MessagePipeline.Place<T> {

    /** After this many messages other lanes have their turn. */
    private static final int FAIR = 64;

    private static final Duration BUG_PAUSE = Duration.ofSeconds(1);

    private final KeyQueue<T> lane;
    private final MessagePipeline<T> work;
    private final HandlerSlots turns;
    private final KeyQueues<T> lanes;
    /** Who takes a lane whose next message is for a batch; null where there are no batches. */
    private final @Nullable Consumer<KeyQueue<T>> batches;

    private volatile @Nullable Attempt attempt;
    private volatile @Nullable MessageInWork<T> inWork;

    public KeyQueueTurn(
            KeyQueue<T> lane,
            MessagePipeline<T> work,
            HandlerSlots turns,
            KeyQueues<T> lanes,
            @Nullable Consumer<KeyQueue<T>> batches) {
        this.lane = lane;
        this.work = work;
        this.turns = turns;
        this.lanes = lanes;
        this.batches = batches;
    }

    @Override
    public KeyQueue<T> lane() {
        return lane;
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
        turns.submit(new KeyQueueTurn<>(lane, work, turns, lanes, batches));
    }

    /** How the work of a turn ended. */
    private enum Rest {
        /** With nothing to do, or to be called again. */
        OVER,
        /** With more to do, after others. */
        AGAIN,
        /** With messages for a batch. */
        BATCH,
        /** With a message that is no longer the turn's, or whose handler goes on without a thread. */
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
            batches.accept(lane);
        }
        turns.end(this);
    }

    /** Its lane would stay in nobody's hands. */
    private void againAfterABug() {
        turns.timing().after(BUG_PAUSE, this::again);
    }

    private Rest workOn() {
        for (int worked = 1; ; worked++) {
            if (turns.isHalted() || (worked % FAIR == 0 && turns.othersWait())) {
                return Rest.AGAIN;
            }
            if (batches != null && lane.nextIsForABatch()) {
                return Rest.BATCH;
            }
            MessageInWork<T> delivery = lane.next();
            if (delivery == null) {
                lanes.removeIfIdle(lane);
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
            lane.done();
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
            turns.end(this);
            throw e;
        }
        if (step == Step.DONE) {
            lane.done();
            // A turn like any other from here on, bugs included.
            turns.run(this);
        } else if (step == Step.LATER) {
            turns.end(this);
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
