package dev.latido.idempotency.internal.attempt;

import dev.latido.idempotency.internal.Timing;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a message: what of it is the store's work and what the handler's, and how a handler that does not come
 * back is stopped or left behind. Thread-safe.
 */
public final class Attempt {

    private enum Phase {
        STORE,
        HANDLER,
        LEFT_BEHIND
    }

    private final int number;
    private final boolean suspect;
    private final long patience;
    private final Timing timing;
    private Phase phase = Phase.STORE;
    private long since;
    private long handling;
    private boolean interrupted;
    private @Nullable Thread thread;
    private @Nullable CompletionStage<?> stage;
    private @Nullable Long fence;

    /**
     * An attempt.
     *
     * @param number the how-manieth of this process, from 1
     * @param suspect whether the message may have ended an earlier process
     * @param patience what is left of the message's patience, in nanoseconds
     */
    public Attempt(int number, boolean suspect, long patience, Timing timing) {
        this.number = number;
        this.suspect = suspect;
        this.patience = patience;
        this.timing = timing;
    }

    public int number() {
        return number;
    }

    boolean suspect() {
        return suspect;
    }

    /** The handler begins, on this thread, for a message that is claimed with this fence; null without a claim. */
    public synchronized void handling(@Nullable Long claim) {
        phase = Phase.HANDLER;
        since = timing.nanoTime();
        thread = Thread.currentThread();
        fence = claim;
    }

    /** The handler has let go of its thread and goes on until the stage completes. */
    synchronized void goesOn(CompletionStage<?> open) {
        clearInterrupt();
        thread = null;
        stage = open;
    }

    /**
     * The handler has ended.
     *
     * @return false if it was left behind: its message is no longer its own
     */
    public synchronized boolean handled() {
        clearInterrupt();
        thread = null;
        stage = null;
        if (phase == Phase.LEFT_BEHIND) {
            return false;
        }
        if (phase == Phase.HANDLER) {
            handling += timing.nanoTime() - since;
            phase = Phase.STORE;
        }
        return true;
    }

    /** An interrupt of ours is for this handler, not for what the thread does next. */
    private void clearInterrupt() {
        if (interrupted && Thread.currentThread().equals(thread)) {
            Thread.interrupted();
        }
    }

    /** Whether another attempt after such a pause would begin too late. */
    synchronized boolean isLast(Duration pause) {
        return handling + pause.toNanos() >= patience;
    }

    /** How long the handler ran, in nanoseconds. */
    public synchronized long handlingTime() {
        return handling;
    }

    /** For how long the handler has overrun the patience, in nanoseconds; negative if it has not. */
    public synchronized long overrun(long now) {
        return phase == Phase.HANDLER ? now - since - patience : Long.MIN_VALUE;
    }

    /** Interrupts the handler, once, or cancels its stage. */
    public void stop() {
        CompletionStage<?> open;
        synchronized (this) {
            if (phase != Phase.HANDLER) {
                return;
            }
            open = stage;
            if (thread != null && !interrupted) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (open != null) {
            try {
                open.toCompletableFuture().cancel(true);
            } catch (UnsupportedOperationException e) {
                // Such a stage cannot be cancelled: it is left behind if it goes on.
                return;
            }
        }
    }

    /** Whether its message is no longer its own, whatever comes of it. */
    public synchronized boolean isLeftBehind() {
        return phase == Phase.LEFT_BEHIND;
    }

    /** Whether the handler was interrupted. */
    synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** Leaves the handler behind if it still runs; then the message is no longer its own. */
    public synchronized boolean leaveBehind() {
        if (phase != Phase.HANDLER) {
            return false;
        }
        phase = Phase.LEFT_BEHIND;
        return true;
    }

    /** The fence of the claim under which the handler runs; null without one. */
    public synchronized @Nullable Long fence() {
        return fence;
    }
}
