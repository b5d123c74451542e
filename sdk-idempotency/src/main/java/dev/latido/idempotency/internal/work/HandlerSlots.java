package dev.latido.idempotency.internal.work;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.idempotency.internal.Timing;
import dev.latido.idempotency.internal.attempt.Attempt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the number of turns that run at a time. A turn holds its slot until it ends, with or without a thread. Threads are
 * woken one by one: each thread wakes the next if more turns wait, so that a caller that submits a thousand turns does not
 * wake a thousand threads. Thread-safe.
 */
public final class HandlerSlots {

    private static final Logger log = LoggerFactory.getLogger(HandlerSlots.class);

    private static final Duration REJECTED_PAUSE = Duration.ofMillis(100);

    /** A piece of work that needs a slot. */
    interface Turn {

        /** Starts the turn on a thread of the executor. The turn ends with {@link HandlerSlots#end}. */
        void run();

        /** Returns the attempt of the handler that is running; null if there is none. */
        @Nullable
        Attempt attempt();

        /** Continues without the handler, which was abandoned. Its slot has been released. */
        void goOnWithout(Attempt leftBehind);
    }

    private enum State {
        OPEN,
        PAUSED,
        CLOSED
    }

    private final Executor executor;
    private final int places;
    private final Timing timing;

    @GuardedBy("waiting")
    private final Deque<Turn> waiting = new ArrayDeque<>();

    private final Set<Turn> running = ConcurrentHashMap.newKeySet();

    @GuardedBy("waiting")
    private int free;

    /** A thread has been woken, and a slot is reserved for it. */
    @GuardedBy("waiting")
    private boolean woken;

    /** Written with the lock held, read without it. */
    private volatile State state = State.OPEN;

    /** The number of waiting turns; written with the lock held, read without it. */
    private volatile int queue;

    /** Whether only probes start; written with the lock held, read without it. */
    private volatile boolean suspended;

    /** The turn that runs although the group is suspended; written with the lock held, read without it. */
    private volatile @Nullable Turn probe;

    @GuardedBy("waiting")
    private boolean probeDue;

    private volatile Runnable probeEnded = () -> {};

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

    /** Runs a turn as soon as a slot is free; does nothing if closed. */
    public void submit(Turn turn) {
        synchronized (waiting) {
            if (state == State.CLOSED) {
                return;
            }
            waiting.add(turn);
            queue = waiting.size();
        }
        dispatch();
    }

    private @Nullable Turn next() {
        synchronized (waiting) {
            if (!mayStart() || free == 0) {
                return null;
            }
            Turn turn = waiting.poll();
            if (turn != null) {
                free--;
                running.add(turn);
                probe = suspended ? turn : probe;
                probeDue = false;
                queue = waiting.size();
            }
            return turn;
        }
    }

    /** Wakes a thread if a turn waits, a slot is free and no thread has been woken already. */
    private void dispatch() {
        synchronized (waiting) {
            if (woken || !mayStart() || free == 0 || waiting.isEmpty()) {
                return;
            }
            woken = true;
            free--;
        }
        try {
            executor.execute(this::work);
        } catch (RuntimeException | Error e) {
            // Not only a rejection: a machine without threads throws an Error, and no other dispatch would come.
            giveBack();
            log.warn(
                    "the executor took no handler thread; retrying in {} ms. Give it room for as many threads as handlers",
                    REJECTED_PAUSE.toMillis(),
                    e);
            timing.after(REJECTED_PAUSE, this::dispatch);
        }
    }

    private void giveBack() {
        synchronized (waiting) {
            woken = false;
            free++;
        }
    }

    /** Runs turn after turn on the thread that was woken, which saves waking another one. */
    private void work() {
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

    /** Runs a turn that has a slot, on the caller's thread. */
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
        } catch (RuntimeException | Error e) {
            if (isClosed()) {
                return;
            }
            log.debug("the executor took no handler thread; retrying", e);
            timing.after(REJECTED_PAUSE, () -> resume(rest));
        }
    }

    /** Releases the slot of a turn. The caller's thread takes the next turn, or a later dispatch does. */
    void end(Turn turn) {
        if (!running.remove(turn)) {
            return;
        }
        boolean probed;
        synchronized (waiting) {
            free++;
            waiting.notifyAll();
            probed = turn.equals(probe);
            probe = probed ? null : probe;
        }
        if (probed) {
            probeEnded.run();
        }
    }

    /** Releases the slot of a turn, and lets the next turn start on another thread. */
    void endElsewhere(Turn turn) {
        end(turn);
        dispatch();
    }

    /** Returns whether other turns wait for a slot. */
    boolean othersWait() {
        return queue > 0;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Returns whether a turn must not go on to its next message: paused, closed, or suspended and not the probe. */
    boolean isHalted(Turn turn) {
        return state != State.OPEN || (suspended && !turn.equals(probe));
    }

    @GuardedBy("waiting")
    private boolean mayStart() {
        return state == State.OPEN && (!suspended || (probeDue && probe == null));
    }

    /** Sets what runs when a probe has ended, without the lock. */
    void onProbeEnded(Runnable task) {
        probeEnded = task;
    }

    /** Starts no turn except probes; running turns end after their messages. */
    void suspend() {
        synchronized (waiting) {
            suspended = true;
            probeDue = false;
        }
    }

    /** Starts turns again. */
    void unsuspend() {
        synchronized (waiting) {
            suspended = false;
            probe = null;
        }
        dispatch();
    }

    /** Starts the turn that has waited longest although the group is suspended, now or as soon as there is one. */
    void probe() {
        synchronized (waiting) {
            if (!suspended) {
                return;
            }
            probeDue = true;
        }
        dispatch();
    }

    Set<Turn> running() {
        return running;
    }

    /** Starts no turn until {@link #resume()}; running turns continue. */
    public void pause() {
        change(State.OPEN, State.PAUSED);
    }

    /** Starts turns again; does nothing if closed. */
    public void resume() {
        change(State.PAUSED, State.OPEN);
        dispatch();
    }

    private void change(State from, State to) {
        synchronized (waiting) {
            if (state == from) {
                state = to;
            }
        }
    }

    /** Starts no turn any more; running turns may end. */
    public void close() {
        synchronized (waiting) {
            state = State.CLOSED;
            waiting.clear();
            queue = 0;
        }
    }

    /** Waits until no turn runs; returns false if the time is over first. */
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
        return "HandlerSlots[" + running.size() + " of " + places + (state == State.PAUSED ? ", paused]" : "]");
    }
}
