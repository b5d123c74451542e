package dev.latido.idempotency.internal;

import dev.latido.idempotency.internal.Processing.Verdict;
import dev.latido.idempotency.internal.Work.Step;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A turn in which a lane's messages are worked on one after the other, until none is left or one has to wait.
 *
 * @param <T> the value's type
 */
final class LaneTurn<T> implements Turns.Turn, Work.Place<T> {

    /** After this many messages other lanes have their turn. */
    private static final int FAIR = 64;

    private final Lane<T> lane;
    private final Work<T> work;
    private final Turns turns;
    private final Lanes<T> lanes;
    /** Who takes a lane whose next message is for a batch; null where there are no batches. */
    private final @Nullable Consumer<Lane<T>> batches;

    private volatile @Nullable Attempt attempt;
    private volatile @Nullable Delivery<T> inWork;

    LaneTurn(Lane<T> lane, Work<T> work, Turns turns, Lanes<T> lanes, @Nullable Consumer<Lane<T>> batches) {
        this.lane = lane;
        this.work = work;
        this.turns = turns;
        this.lanes = lanes;
        this.batches = batches;
    }

    @Override
    public Lane<T> lane() {
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
        turns.submit(new LaneTurn<>(lane, work, turns, lanes, batches));
    }

    @Override
    public void run() {
        for (int worked = 1; ; worked++) {
            if (turns.isHalted() || (worked % FAIR == 0 && turns.othersWait())) {
                again();
                break;
            }
            if (batches != null && lane.nextIsForABatch()) {
                batches.accept(lane);
                break;
            }
            Delivery<T> delivery = lane.next();
            if (delivery == null) {
                lanes.removeIfIdle(lane);
                break;
            }
            Step step = stepsOf(delivery);
            if (step == Step.OPEN || step == Step.GONE) {
                return;
            }
            if (step == Step.LATER) {
                break;
            }
            lane.done();
        }
        turns.end(this);
    }

    private Step stepsOf(Delivery<T> delivery) {
        inWork = delivery;
        Step step = work.step(delivery, this);
        while (step == Step.NEXT) {
            step = work.step(delivery, this);
        }
        return step;
    }

    @Override
    public void goOn(Delivery<T> delivery, Verdict.Open open, Attempt begun, @Nullable Throwable failure) {
        Step step = work.afterOpen(delivery, open, begun, failure, this);
        while (step == Step.NEXT) {
            step = work.step(delivery, this);
        }
        if (step == Step.DONE) {
            lane.done();
            run();
        } else if (step == Step.LATER) {
            turns.end(this);
        }
    }

    @Override
    public void goOnWithout(Attempt left) {
        Delivery<T> delivery = inWork;
        if (delivery != null) {
            delivery.leftBehind = true;
            delivery.fence = left.fence();
            delivery.giveUp(new Verdict.GivenUp(
                    "the handler went on when the patience was over, and did not heed the interrupt", left.number()));
            again();
        }
    }
}
