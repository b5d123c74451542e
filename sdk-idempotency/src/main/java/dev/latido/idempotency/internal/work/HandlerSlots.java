package dev.latido.idempotency.internal.work;

import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a limited number of pieces of work run at a time. A piece holds its place until it gives it back, with or without
 * a thread. Threads are called one by one: each that comes calls the next if there is more to do, so that whoever submits
 * a thousand pieces does not wake a thread a thousand times. Thread-safe.
 */
public final class HandlerSlots {

    private static final Logger log = LoggerFactory.getLogger(HandlerSlots.class);

    private static final Duration REJECTED_PAUSE = Duration.ofMillis(100);

    /** A piece of work. */
    interface Turn {

        /** Begins, on a thread of the executor; ends by {@link HandlerSlots#end}. */
        void run();

        /** What its handler does; null if none is at work. */
        @Nullable
        Attempt attempt();

        /** Goes on without the handler, which was left behind. Its place is free already. */
        void goOnWithout(Attempt leftBehind);
    }

    private final Executor executor;
    private final int places;
    private final Timing timing;
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private final Set<Turn> running = ConcurrentHashMap.newKeySet();
    private int free;
    /** A thread has been called and a place kept for it. */
    private boolean called;

    private boolean paused;
    private boolean closed;
    /** Read without the lock on the hot path. */
    private volatile boolean halted;

    private volatile int queue;

    public HandlerSlots(Executor executor, int places, Timing timing) {
        this.executor = executor;
        this.places = places;
        this.timing = timing;
        this.free = places;
    }

    int places() {
        return places;
    }

    Timing timing() {
        return timing;
    }

    /** Lets it run when a place is free. */
    public void submit(Turn turn) {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            waiting.add(turn);
            queue = waiting.size();
        }
        dispatch();
    }

    private @Nullable Turn next() {
        synchronized (waiting) {
            if (halted || free == 0) {
                return null;
            }
            Turn turn = waiting.poll();
            if (turn != null) {
                free--;
                running.add(turn);
                queue = waiting.size();
            }
            return turn;
        }
    }

    /** Calls a thread if there is something to do, a place, and none on its way. */
    private void dispatch() {
        synchronized (waiting) {
            if (called || halted || free == 0 || waiting.isEmpty()) {
                return;
            }
            called = true;
            free--;
        }
        try {
            executor.execute(this::come);
        } catch (RejectedExecutionException e) {
            giveBack();
            log.warn("The executor takes no handler, to be tried again: {}", e.getMessage());
            timing.after(REJECTED_PAUSE, this::dispatch);
        }
    }

    private void giveBack() {
        synchronized (waiting) {
            called = false;
            free++;
        }
    }

    /** A thread has come. When its turn is over it takes the next itself, which saves waking another. */
    private void come() {
        Turn turn;
        synchronized (waiting) {
            giveBack();
            turn = next();
        }
        dispatch();
        while (turn != null) {
            run(turn);
            turn = next();
        }
    }

    /** Runs a turn that has a place, on the caller's thread. */
    void run(Turn turn) {
        try {
            turn.run();
        } catch (RuntimeException | Error e) {
            log.error("A turn failed; this is a bug in Latido", e);
            end(turn);
        }
    }

    /** Runs the rest of a turn whose handler released its thread. */
    public void resume(Runnable rest) {
        try {
            executor.execute(() -> {
                try {
                    rest.run();
                } catch (RuntimeException | Error e) {
                    log.error("A turn failed; this is a bug in Latido", e);
                }
                dispatch();
            });
        } catch (RejectedExecutionException e) {
            if (isClosed()) {
                return;
            }
            timing.after(REJECTED_PAUSE, () -> resume(rest));
        }
    }

    /** Gives its place back. The caller's thread takes the next turn, or somebody's dispatch does. */
    void end(Turn turn) {
        if (!running.remove(turn)) {
            return;
        }
        synchronized (waiting) {
            free++;
            waiting.notifyAll();
        }
    }

    /** Gives its place back and lets the next turn begin on another thread. */
    void endElsewhere(Turn turn) {
        end(turn);
        dispatch();
    }

    /** Whether a turn should let others have its place. */
    boolean othersWait() {
        return queue > 0;
    }

    /** Whether it is closed. */
    boolean isClosed() {
        synchronized (waiting) {
            return closed;
        }
    }

    /** Whether nothing new may begin. */
    boolean isHalted() {
        return halted;
    }

    Set<Turn> running() {
        return running;
    }

    public void pause() {
        synchronized (waiting) {
            paused = true;
            halted = true;
        }
    }

    public void resume() {
        synchronized (waiting) {
            paused = false;
            halted = closed;
        }
        dispatch();
    }

    /** Begins nothing any more; what runs may end. */
    public void close() {
        synchronized (waiting) {
            closed = true;
            halted = true;
            waiting.clear();
            queue = 0;
        }
    }

    /** Waits until nothing runs. */
    public boolean awaitIdle(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.toNanos();
        synchronized (waiting) {
            while (!running.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                // Rounded up: a wait of 0 ms would have no end.
                waiting.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            }
            return true;
        }
    }

    @Override
    public String toString() {
        return "Turns[" + running.size() + " of " + places + (paused ? ", paused]" : "]");
    }
}
