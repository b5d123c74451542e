package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Attempt;
import dev.latido.idempotency.internal.attempt.Processing.Verdict;
import dev.latido.idempotency.internal.attempt.TransactionalProcessing;
import dev.latido.idempotency.internal.attempt.TransactionalProcessing.BatchVerdict;
import dev.latido.idempotency.internal.message.DecodedMessage;
import dev.latido.idempotency.internal.work.MessagePipeline.Step;
import dev.latido.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes batches of what waits in the lanes: when there is enough, or the first has waited long enough. A lane's messages
 * are in one batch at a time, so that they stay in order. Thread-safe.
 *
 * @param <T> the value's type
 */
public final class Batches<T> {

    private static final Logger log = LoggerFactory.getLogger(Batches.class);

    private static final Duration BUG_PAUSE = Duration.ofSeconds(1);

    private final int size;
    private final Duration wait;
    private final SubscriberSettings settings;
    private final TransactionalProcessing<T, ?> processing;
    private final MessagePipeline<T> work;
    private final HandlerSlots turns;
    private final KeyQueues<T> lanes;
    private final SubscriberListeners news;
    private final Timing timing;

    private List<KeyQueue<T>> gathering = new ArrayList<>();
    private int gathered;
    private @Nullable Future<?> flush;

    public Batches(
            int size,
            Duration wait,
            SubscriberSettings settings,
            TransactionalProcessing<T, ?> processing,
            MessagePipeline<T> work,
            HandlerSlots turns,
            KeyQueues<T> lanes,
            SubscriberListeners news) {
        this.size = size;
        this.wait = wait;
        this.settings = settings;
        this.processing = processing;
        this.work = work;
        this.turns = turns;
        this.lanes = lanes;
        this.news = news;
        this.timing = settings.timing();
    }

    /** A message came to a lane; the lane needs a turn if it had nothing to do before. */
    public void added(KeyQueue<T> lane, boolean starts) {
        if (starts) {
            offer(lane);
            return;
        }
        synchronized (this) {
            if (lane.gathering && ++gathered >= size) {
                dispatch();
            }
        }
    }

    /** Takes a lane that has messages and no turn. */
    void offer(KeyQueue<T> lane) {
        if (lane.nextIsAlone()) {
            turns.submit(turn(lane));
            return;
        }
        synchronized (this) {
            join(lane);
            if (gathered >= size) {
                dispatch();
            }
        }
    }

    private KeyQueueTurn<T> turn(KeyQueue<T> lane) {
        return new KeyQueueTurn<>(lane, work, turns, lanes, this::offer);
    }

    private void join(KeyQueue<T> lane) {
        lane.gathering = true;
        gathering.add(lane);
        gathered += lane.waiting();
        if (flush == null) {
            flush = timing.after(wait, this::flush);
        }
    }

    private synchronized void flush() {
        flush = null;
        if (!gathering.isEmpty()) {
            dispatch();
        }
    }

    private void dispatch() {
        if (flush != null) {
            flush.cancel(false);
            flush = null;
        }
        List<KeyQueue<T>> from = gathering;
        gathering = new ArrayList<>();
        gathered = 0;
        Batch batch = new Batch();
        for (KeyQueue<T> lane : from) {
            lane.gathering = false;
            if (!batch.take(lane)) {
                join(lane);
            }
        }
        turns.submit(batch);
    }

    /** Messages of several lanes that are handled together. */
    private final class Batch implements HandlerSlots.Turn {

        private final Map<KeyQueue<T>, List<MessageInWork<T>>> parts = new LinkedHashMap<>();
        private List<MessageInWork<T>> together = List.of();
        private int taken;
        private int storeFailures;
        private boolean unread = true;
        private volatile @Nullable Attempt attempt;
        /** The lanes have their messages back. */
        private final AtomicBoolean disbanded = new AtomicBoolean();

        /** Takes what there is room for; false if there is none. */
        boolean take(KeyQueue<T> lane) {
            List<MessageInWork<T>> part = taken == size ? List.of() : lane.takeForBatch(size - taken);
            taken += part.size();
            if (!part.isEmpty()) {
                parts.put(lane, part);
            }
            return !part.isEmpty();
        }

        @Override
        public @Nullable Attempt attempt() {
            return attempt;
        }

        @Override
        public HandlerSlots.@Nullable Turn run() {
            if (turns.isHalted()) {
                submitAgain(Duration.ZERO);
                return null;
            }
            boolean through;
            try {
                if (unread) {
                    unread = false;
                    readAll();
                }
                through = together.isEmpty() || handled();
            } catch (RuntimeException | Error e) {
                timing.after(BUG_PAUSE, this::disbandAfterABug);
                throw e;
            }
            if (through) {
                disband();
            }
            return null;
        }

        /** Its place is given back before: the end of this turn must not be that of the next. */
        private void submitAgain(Duration pause) {
            turns.end(this);
            if (pause.isZero()) {
                turns.submit(this);
            } else {
                timing.after(pause, () -> turns.submit(this));
            }
        }

        /** Its lanes would stay in nobody's hands. */
        private void disbandAfterABug() {
            parts.values().forEach(deliveries -> deliveries.forEach(delivery -> delivery.alone = true));
            goOnSingly();
        }

        /** Each lane keeps what is not through; what can be handled together is gathered. */
        private void readAll() {
            together = new ArrayList<>(taken);
            Map<Topic, DecodedMessage<T>> newest = new HashMap<>();
            parts.replaceAll((lane, deliveries) -> {
                List<MessageInWork<T>> open = new ArrayList<>(deliveries.size());
                for (MessageInWork<T> delivery : deliveries) {
                    if (work.read(delivery, lane) == Step.NEXT) {
                        open.add(delivery);
                        if (work.mayBeStale(delivery, newest)) {
                            delivery.alone = true;
                            delivery.stage = MessageInWork.Stage.READ;
                        }
                        if (!delivery.alone) {
                            together.add(delivery);
                        }
                    }
                }
                return open;
            });
        }

        /** True if the batch is through, one way or the other. */
        private boolean handled() {
            Attempt begun = new Attempt(1, false, settings.patience().toNanos(), timing);
            attempt = begun;
            long start = timing.nanoTime();
            BatchVerdict verdict;
            try {
                verdict = verdict(begun);
            } catch (RuntimeException | Error e) {
                if (begun.isLeftBehind()) {
                    together.forEach(work::buryAfterAll);
                    return false;
                }
                news.storeFailed(e);
                submitAgain(work.storePause(storeFailures++));
                return false;
            }
            if (verdict instanceof BatchVerdict.LeftBehind) {
                together.forEach(work::buryAfterAll);
                return false;
            }
            news.storeAnswered();
            if (verdict instanceof BatchVerdict.Committed committed) {
                settle(committed.verdicts(), start);
            } else if (verdict instanceof BatchVerdict.RolledBack rolledBack) {
                log.debug(
                        "{}: a batch of {} failed, each message is tried alone",
                        settings.group(),
                        together.size(),
                        rolledBack.reason());
                together.forEach(delivery -> delivery.alone = true);
            }
            return true;
        }

        private BatchVerdict verdict(Attempt begun) {
            try {
                List<DecodedMessage<T>> messages = new ArrayList<>(together.size());
                for (MessageInWork<T> delivery : together) {
                    messages.add(delivery.decoded());
                }
                return processing.attemptAll(messages, begun);
            } finally {
                attempt = null;
            }
        }

        private void settle(List<Verdict> verdicts, long start) {
            Map<MessageInWork<T>, Verdict> byDelivery = new HashMap<>();
            for (int i = 0; i < verdicts.size(); i++) {
                byDelivery.put(together.get(i), verdicts.get(i));
            }
            parts.replaceAll((lane, deliveries) -> {
                List<MessageInWork<T>> open = new ArrayList<>();
                for (MessageInWork<T> delivery : deliveries) {
                    Verdict verdict = byDelivery.get(delivery);
                    if (verdict instanceof Verdict.Handled) {
                        work.handled(delivery, delivery.decoded(), start, lane);
                    } else if (verdict instanceof Verdict.Duplicate) {
                        work.duplicate(delivery, delivery.decoded(), lane);
                    } else {
                        if (verdict instanceof Verdict.GivenUp givenUp) {
                            delivery.giveUp(givenUp);
                        }
                        open.add(delivery);
                    }
                }
                return open;
            });
        }

        /** Gives the lanes back what has to be tried alone, and has them go on. */
        private void disband() {
            goOnSingly();
            turns.end(this);
        }

        private void goOnSingly() {
            if (!disbanded.compareAndSet(false, true)) {
                return;
            }
            parts.forEach((lane, open) -> {
                lane.putBack(open);
                if (lane.goesOn()) {
                    offer(lane);
                } else {
                    lanes.removeIfIdle(lane);
                }
            });
        }

        @Override
        public void goOnWithout(Attempt leftBehind) {
            Verdict.GivenUp givenUp = new Verdict.GivenUp(
                    "the handler of a batch went on when the patience was over, and did not heed the interrupt",
                    leftBehind.number());
            for (MessageInWork<T> delivery : together) {
                delivery.leftBehind = true;
                delivery.giveUp(givenUp);
            }
            goOnSingly();
        }
    }
}
