package dev.latido.idempotency.internal.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.idempotency.internal.SubscriberListeners;
import dev.latido.idempotency.internal.SubscriberSettings;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.TransactionalProcessing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of the messages that wait in the queues: when there are enough, or when the first has waited long
 * enough. The messages of one queue are in one batch at a time, so that they stay in order. Thread-safe.
 *
 * @param <T> the value's type
 */
public final class Batches<T> {

    private final int size;
    private final Duration wait;
    private final SubscriberSettings settings;
    private final TransactionalProcessing<T, ?> processing;
    private final MessagePipeline<T> work;
    private final HandlerSlots slots;
    private final KeyQueues<T> queues;
    private final SubscriberListeners news;
    private final Timing timing;

    /** The batches whose queues have not got their messages back. */
    private final Set<Batch<T>> undone = ConcurrentHashMap.newKeySet();

    @GuardedBy("this")
    private List<KeyQueue<T>> gathering = new ArrayList<>();

    @GuardedBy("this")
    private int gathered;

    @GuardedBy("this")
    private boolean dissolved;

    @GuardedBy("this")
    private @Nullable Future<?> flush;

    public Batches(
            int size,
            Duration wait,
            SubscriberSettings settings,
            TransactionalProcessing<T, ?> processing,
            MessagePipeline<T> work,
            HandlerSlots slots,
            KeyQueues<T> queues,
            SubscriberListeners news) {
        this.size = size;
        this.wait = wait;
        this.settings = settings;
        this.processing = processing;
        this.work = work;
        this.slots = slots;
        this.queues = queues;
        this.news = news;
        this.timing = settings.timing();
    }

    /** Counts a message that was added to a queue; starts says whether the queue was at rest before. */
    public void added(KeyQueue<T> queue, boolean starts) {
        if (starts) {
            offer(queue);
            return;
        }
        Batch<T> full = null;
        synchronized (this) {
            if (queue.gathering && ++gathered >= size) {
                full = newBatch();
            }
        }
        submit(full);
    }

    /** Takes over a queue that has messages and no turn. */
    void offer(KeyQueue<T> queue) {
        if (queue.nextIsAlone()) {
            slots.submit(new KeyQueueTurn<>(queue, work, slots, queues, this::offer));
            return;
        }
        Batch<T> full = null;
        synchronized (this) {
            join(queue);
            if (gathered >= size) {
                full = newBatch();
            }
        }
        submit(full);
    }

    /** Called without the lock: the executor may be the application's. */
    private void submit(@Nullable Batch<T> batch) {
        if (batch != null) {
            slots.submit(batch);
        }
    }

    /** Returns the messages of batches that do not run to their queues. Called when no slot is given out any more. */
    public void dissolve() {
        synchronized (this) {
            dissolved = true;
            gathering = new ArrayList<>();
        }
        for (Batch<T> batch : List.copyOf(undone)) {
            if (!slots.running().contains(batch) && undone.remove(batch)) {
                batch.putBack();
            }
        }
    }

    /** Returns the remaining messages of a batch to their queues, once; the queues go on with one message at a time. */
    void goOnSingly(Batch<T> batch, Set<KeyQueue<T>> members) {
        if (!undone.remove(batch)) {
            return;
        }
        batch.putBack();
        for (KeyQueue<T> queue : members) {
            if (queue.goesOn()) {
                offer(queue);
            } else {
                queues.removeIfIdle(queue);
            }
        }
    }

    @GuardedBy("this")
    private void join(KeyQueue<T> queue) {
        if (dissolved) {
            return;
        }
        queue.gathering = true;
        gathering.add(queue);
        gathered += queue.waiting();
        if (flush == null) {
            flush = timing.after(wait, this::flush);
        }
    }

    private void flush() {
        Batch<T> begun = null;
        synchronized (this) {
            flush = null;
            if (!gathering.isEmpty()) {
                begun = newBatch();
            }
        }
        submit(begun);
    }

    /** Makes a batch of the queues that have gathered; queues without room in it gather again. */
    @GuardedBy("this")
    private Batch<T> newBatch() {
        if (flush != null) {
            flush.cancel(false);
            flush = null;
        }
        List<KeyQueue<T>> from = gathering;
        gathering = new ArrayList<>();
        gathered = 0;
        Batch<T> batch = new Batch<>(size, this, settings, processing, work, slots, news);
        undone.add(batch);
        for (KeyQueue<T> queue : from) {
            queue.gathering = false;
            if (!batch.take(queue)) {
                join(queue);
            }
        }
        return batch;
    }
}
