package dev.latido.idempotency.internal;

import dev.latido.idempotency.internal.Processing.Course;
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

    private @Nullable Course<T> course;
    private int worked;
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
    public Course<T> course() {
        Course<T> begun = course;
        if (begun == null) {
            begun = work.course(this::following);
            course = begun;
        }
        return begun;
    }

    /** The message whose attempt may be begun with the end of this one; it is looked at, and stays in the lane. */
    private @Nullable DeliveredMessage<T> following() {
        if (batches != null || yields(worked + 1)) {
            return null;
        }
        Delivery<T> next = lane.following();
        return next == null ? null : work.readAhead(next);
    }

    /** Whether, before the message of this number, others have their turn. */
    private boolean yields(int number) {
        return turns.isHalted() || (number % FAIR == 0 && turns.othersWait());
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
        } finally {
            endCourse();
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

    /** Before anybody else works on the lane: what is begun for its next message must not be in the way. */
    private void endCourse() {
        if (course != null) {
            course.close();
            course = null;
        }
    }

    private Rest workOn() {
        for (worked = 1; ; worked++) {
            if (yields(worked)) {
                return Rest.AGAIN;
            }
            if (batches != null && lane.nextIsForABatch()) {
                return Rest.BATCH;
            }
            Delivery<T> delivery = lane.next();
            if (delivery == null) {
                lanes.removeIfIdle(lane);
                return Rest.OVER;
            }
            Step step = stepsOf(delivery);
            if (step == Step.OPEN || step == Step.GONE) {
                return Rest.HELD;
            }
            if (step == Step.LATER) {
                return Rest.OVER;
            }
            lane.done();
        }
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
