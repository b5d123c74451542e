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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages of several queues that are handled together. Used by one turn at a time; only the attempt is shared.
 *
 * @param <T> the value's type
 */
final class Batch<T> implements HandlerSlots.Turn {

    private static final Logger log = LoggerFactory.getLogger(Batch.class);

    private static final Duration BUG_PAUSE = Duration.ofSeconds(1);

    private final int size;
    private final Batches<T> batches;
    private final SubscriberSettings settings;
    private final TransactionalProcessing<T, ?> processing;
    private final MessagePipeline<T> work;
    private final HandlerSlots slots;
    private final SubscriberListeners news;
    private final Timing timing;

    private final Map<KeyQueue<T>, List<MessageInWork<T>>> parts = new LinkedHashMap<>();
    private List<MessageInWork<T>> together = List.of();
    private int taken;
    private int storeFailures;
    private boolean unread = true;
    private volatile @Nullable Attempt attempt;

    Batch(
            int size,
            Batches<T> batches,
            SubscriberSettings settings,
            TransactionalProcessing<T, ?> processing,
            MessagePipeline<T> work,
            HandlerSlots slots,
            SubscriberListeners news) {
        this.size = size;
        this.batches = batches;
        this.settings = settings;
        this.processing = processing;
        this.work = work;
        this.slots = slots;
        this.news = news;
        this.timing = settings.timing();
    }

    /** Takes the messages of a queue that there is room for; returns false if there is none. */
    boolean take(KeyQueue<T> queue) {
        List<MessageInWork<T>> part = taken == size ? List.of() : queue.takeForBatch(size - taken);
        taken += part.size();
        if (!part.isEmpty()) {
            parts.put(queue, part);
        }
        return !part.isEmpty();
    }

    @Override
    public @Nullable Attempt attempt() {
        return attempt;
    }

    @Override
    public void run() {
        if (slots.isHalted(this)) {
            submitAgain(Duration.ZERO);
            return;
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
    }

    /** Releases the place first; otherwise the end of this turn would also end the next one. */
    private void submitAgain(Duration pause) {
        slots.end(this);
        if (pause.isZero()) {
            slots.submit(this);
        } else {
            timing.after(pause, () -> slots.submit(this));
        }
    }

    /** Gives the queues back after an unexpected exception; otherwise they would never have another turn. */
    private void disbandAfterABug() {
        parts.values().forEach(deliveries -> deliveries.forEach(delivery -> delivery.alone = true));
        goOnSingly();
    }

    /** Reads all messages. Those that cannot be handled with the others go back to their queues later. */
    private void readAll() {
        together = new ArrayList<>(taken);
        Map<Topic, DecodedMessage<T>> newest = new HashMap<>();
        parts.replaceAll((queue, deliveries) -> {
            List<MessageInWork<T>> open = new ArrayList<>(deliveries.size());
            for (MessageInWork<T> delivery : deliveries) {
                if (work.read(delivery, queue) == Step.NEXT) {
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

    /** Handles the batch; returns whether its messages can go back to their queues. */
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
                    "{}: a batch of {} failed; each message is handled alone",
                    settings.group(),
                    together.size(),
                    rolledBack.reason());
            work.batchFailed(rolledBack.reason());
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
        parts.replaceAll((queue, deliveries) -> {
            List<MessageInWork<T>> open = new ArrayList<>();
            for (MessageInWork<T> delivery : deliveries) {
                Verdict verdict = byDelivery.get(delivery);
                if (verdict instanceof Verdict.Handled) {
                    work.handled(delivery, delivery.decoded(), start, queue);
                } else if (verdict instanceof Verdict.Duplicate) {
                    work.duplicate(delivery, delivery.decoded(), queue);
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

    /** Returns the remaining messages to their queues, which go on with one message at a time. */
    private void disband() {
        goOnSingly();
        slots.end(this);
    }

    /** Returns the remaining messages to their queues. */
    void putBack() {
        parts.forEach(KeyQueue::putBack);
    }

    private void goOnSingly() {
        batches.goOnSingly(this, parts.keySet());
    }

    @Override
    public void goOnWithout(Attempt leftBehind) {
        Verdict.GivenUp givenUp = new Verdict.GivenUp(
                "the handler of a batch ignored the interrupt at the end of the patience", leftBehind.number());
        for (MessageInWork<T> delivery : together) {
            delivery.leftBehind = true;
            delivery.giveUp(givenUp);
        }
        goOnSingly();
    }
}
