package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.internal.attempt.Attempt;
import dev.latido.idempotency.internal.attempt.Processing.Course;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A turn in which a lane's messages are worked on one after the other, until none is left or one has to wait. Where all
 * places are taken, its thread goes on with the lane that waits longest, and takes along what it has begun for it.
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

    private @Nullable Course<T> course;
    /** Goes on in the place of this turn when its message is through; from now on nobody else's. */
    private @Nullable KeyQueueTurn<T> successor;

    private int worked;
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
    public Course<T> course() {
        Course<T> begun = course;
        if (begun == null) {
            begun = work.course();
            course = begun;
        }
        return begun;
    }

    /**
     * The next of the lane, as long as it is its turn; else the first of the lane that has the next turn, which this
     * thread then takes over, if no other is free for it. The message is looked at and stays in its lane.
     */
    @Override
    public @Nullable DecodedMessage<T> following() {
        MessageInWork<T> now = inWork;
        // What has failed before goes alone: it must not be the next one's failure that is taken for its own.
        if (batches != null || turns.isHalted() || now == null || now.attempts > 0 || now.storeFailures > 0) {
            return null;
        }
        MessageInWork<T> next;
        if (lane.waiting() > 0 && !yields(worked + 1)) {
            next = lane.following();
        } else {
            successor = reserved();
            next = successor == null ? null : successor.lane.first();
        }
        return next == null ? null : work.readAhead(next);
    }

    /** All turns of a subscriber that has no batches are turns of lanes. */
    @SuppressWarnings("unchecked")
    private @Nullable KeyQueueTurn<T> reserved() {
        return (KeyQueueTurn<T>) turns.reserve();
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
    public HandlerSlots.@Nullable Turn run() {
        Rest rest;
        try {
            rest = workOn();
        } catch (RuntimeException | Error e) {
            endCourse();
            giveSuccessorBack();
            againAfterABug();
            throw e;
        }
        KeyQueueTurn<T> next = rest == Rest.HELD ? null : successor;
        if (next == null) {
            endCourse();
            giveSuccessorBack();
        }
        if (rest == Rest.HELD) {
            return null;
        }
        if (rest == Rest.AGAIN) {
            again();
        } else if (rest == Rest.BATCH && batches != null) {
            batches.accept(lane);
        }
        return next == null ? ended() : handedOver(next);
    }

    private HandlerSlots.@Nullable Turn ended() {
        turns.end(this);
        return null;
    }

    /** With what is begun for its first message. */
    private HandlerSlots.@Nullable Turn handedOver(KeyQueueTurn<T> next) {
        if (turns.handOver(this, next)) {
            next.course = course;
            // What waits for a retry refers to this turn, and must not keep all that come after it.
            course = null;
            successor = null;
            return next;
        }
        endCourse();
        giveSuccessorBack();
        return null;
    }

    /** Before anybody else works on the lane: what is begun for its next message must not be in the way. */
    private void endCourse() {
        Course<T> ended = course;
        course = null;
        if (ended != null) {
            ended.close();
        }
    }

    /** Its lane would stay in nobody's hands. */
    private void againAfterABug() {
        turns.timing().after(BUG_PAUSE, this::again);
    }

    private void giveSuccessorBack() {
        if (successor != null) {
            turns.submit(successor);
            successor = null;
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
            MessageInWork<T> delivery = lane.next();
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
            if (successor != null) {
                return leftToOthers();
            }
        }
    }

    /** What is left of the lane has another turn. */
    private Rest leftToOthers() {
        if (lane.goesOn()) {
            return Rest.AGAIN;
        }
        lanes.removeIfIdle(lane);
        return Rest.OVER;
    }

    private Step stepsOf(MessageInWork<T> delivery) {
        inWork = delivery;
        Step step = work.step(delivery, this);
        while (step == Step.NEXT) {
            step = work.step(delivery, this);
        }
        return step;
    }

    @Override
    public HandlerSlots.@Nullable Turn goOn(
            MessageInWork<T> delivery, Verdict.Open open, Attempt begun, @Nullable Throwable failure) {
        Step step;
        try {
            step = work.afterOpen(delivery, open, begun, failure, this);
            while (step == Step.NEXT) {
                step = work.step(delivery, this);
            }
        } catch (RuntimeException | Error e) {
            againAfterABug();
            turns.end(this);
            throw e;
        }
        if (step == Step.DONE) {
            lane.done();
            // A turn like any other from here on, bugs included.
            return this;
        }
        if (step == Step.LATER) {
            turns.end(this);
        }
        return null;
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
